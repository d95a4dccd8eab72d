import { type FakeAnswer } from '../../../src/fake-openai';
import { type Bill, fetched, priced, ran, type Step, unpriced, type UsageShape } from './shape';

const endpoint = 'generateContent';
// gemini-2.5-flash: 0.30 (text, images, video), audio 1, cached 0.03 and 0.10 (audio), output with thoughts 2.50; GEMINI
const FLASH = 'gemini-2.5-flash';

const generated = (model: string, usageMetadata: object, candidate: object = {}) => ({
  candidates: [
    {
      content: { parts: [{ text: 'Grüße, 世界 🌍' }], role: 'model' },
      finishReason: 'STOP',
      index: 0,
      ...candidate,
    },
  ],
  usageMetadata,
  modelVersion: model,
  responseId: 'abc',
});

const asked = (model: string, answer: FakeAnswer, path = `/v1beta/models/${model}:generateContent`): Step =>
  fetched(path, answer, { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });

const gemini = (
  name: string,
  modelName: string,
  usage: object,
  bill: Bill & { readonly candidate?: object },
): UsageShape => ({
  name,
  steps: [asked(modelName, { body: generated(modelName, usage, bill.candidate) })],
  records: [priced({ endpoint, modelName, ...bill })],
});

/** A kind of tokens, and how many of them. */
const of = (...kinds: readonly (readonly [modality: string, tokenCount: number])[]) =>
  kinds.map(([modality, tokenCount]) => ({ modality, tokenCount }));

const counts = (prompt: number, candidates: number, more: object = {}) => ({
  promptTokenCount: prompt,
  candidatesTokenCount: candidates,
  totalTokenCount: prompt + candidates,
  ...more,
});

const searched = (...webSearchQueries: readonly string[]) => ({
  candidate: {
    groundingMetadata: { webSearchQueries, groundingChunks: [{ web: { uri: 'https://example.com' } }] },
  },
});

export const GOOGLE_SHAPES: readonly UsageShape[] = [
  gemini(
    'Thoughts are no part of the candidates, and are output',
    FLASH,
    counts(5, 1, { thoughtsTokenCount: 20, totalTokenCount: 26, promptTokensDetails: of(['TEXT', 5]) }),
    {
      used: { input: [5, 300, 1_500n], output: [1, 2_500, 2_500n], reasoning: [20, 2_500, 50_000n] },
      costNanoUsd: 54_000n,
      also: { completionTokens: 21, totalTokens: 26 },
    },
  ),
  gemini(
    'Cached content is a part of the prompt',
    FLASH,
    counts(2_000, 100, { cachedContentTokenCount: 1_500 }),
    {
      used: {
        input: [500, 300, 150_000n],
        cachedInput: [1_500, 30, 45_000n],
        output: [100, 2_500, 250_000n],
      },
      costNanoUsd: 445_000n,
    },
  ),
  gemini(
    'Sound costs more than text, images and video',
    FLASH,
    counts(1_000, 10, {
      promptTokensDetails: of(['TEXT', 100], ['AUDIO', 320], ['IMAGE', 258], ['VIDEO', 322]),
      candidatesTokensDetails: of(['TEXT', 10]),
    }),
    {
      // 258 + 322
      used: {
        input: [100, 300, 30_000n],
        audioInput: [320, 1_000, 320_000n],
        imageInput: [580, 300, 174_000n],
        output: [10, 2_500, 25_000n],
      },
      costNanoUsd: 549_000n,
    },
  ),
  gemini(
    'Cached sound is told from cached text',
    FLASH,
    counts(500, 10, {
      cachedContentTokenCount: 300,
      promptTokensDetails: of(['TEXT', 100], ['AUDIO', 400]),
      cacheTokensDetails: of(['TEXT', 50], ['AUDIO', 250]),
    }),
    {
      used: {
        input: [50, 300, 15_000n],
        cachedInput: [50, 30, 1_500n],
        audioInput: [150, 1_000, 150_000n],
        cachedAudioInput: [250, 100, 25_000n],
        output: [10, 2_500, 25_000n],
      },
      costNanoUsd: 216_500n,
    },
  ),
  gemini(
    'What tools add to the prompt is input too',
    FLASH,
    counts(100, 50, { toolUsePromptTokenCount: 400, totalTokenCount: 550 }),
    {
      used: { input: [500, 300, 150_000n], output: [50, 2_500, 125_000n] },
      costNanoUsd: 275_000n,
      also: { promptTokens: 500, totalTokens: 550 },
    },
  ),
  gemini('A prompt of exactly 200,000 tokens is not long', 'gemini-2.5-pro', counts(200_000, 10), {
    // gemini-2.5-pro: 1.25, output 10 (prompts <= 200k tokens); GEMINI
    used: { input: [200_000, 1_250, 250_000_000n], output: [10, 10_000, 100_000n] },
    costNanoUsd: 250_100_000n,
  }),
  gemini('A prompt of one more than 200,000 tokens is long', 'gemini-2.5-pro', counts(200_001, 10), {
    // gemini-2.5-pro: 2.50, output 15 (prompts > 200k tokens); GEMINI
    used: { input: [200_001, 2_500, 500_002_500n], output: [10, 15_000, 150_000n] },
    costNanoUsd: 500_152_500n,
  }),
  {
    name: 'Each piece of a stream counts all up to then',
    steps: [
      asked(
        FLASH,
        {
          events: [
            generated(FLASH, { promptTokenCount: 10, totalTokenCount: 10 }, { finishReason: undefined }),
            generated(FLASH, counts(10, 12, { thoughtsTokenCount: 50 }), { finishReason: undefined }),
            generated(FLASH, counts(10, 30, { thoughtsTokenCount: 50, totalTokenCount: 90 })),
          ],
        },
        `/v1beta/models/${FLASH}:streamGenerateContent?alt=sse`,
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: FLASH,
        used: { input: [10, 300, 3_000n], output: [30, 2_500, 75_000n], reasoning: [50, 2_500, 125_000n] },
        costNanoUsd: 203_000n,
        also: { streamed: true },
      }),
    ],
  },
  gemini('A grounded prompt pays once, however much it searched for', FLASH, counts(20, 100), {
    ...searched('a', 'b', 'c'),
    // Grounding of Gemini 2.5 and older: 35 a thousand grounded prompts; GEMINI
    used: { input: [20, 300, 6_000n], output: [100, 2_500, 250_000n] },
    ran: [{ tool: { tool: 'google_search', calls: 3 }, part: [1, 35_000_000, 35_000_000n] }],
    costNanoUsd: 35_256_000n,
  }),
  gemini('Gemini 3 pays for each search', 'gemini-3-flash-preview', counts(20, 100), {
    ...searched('a', 'b'),
    // gemini-3-flash-preview: 0.50, output 3; genai-prices 0.1.8. Grounding of Gemini 3: 14 a thousand requests; GEMINI
    used: { input: [20, 500, 10_000n], output: [100, 3_000, 300_000n] },
    ran: [ran('google_search', [2, 14_000_000, 28_000_000n])],
    costNanoUsd: 28_310_000n,
  }),
  gemini(
    'Images that come out are dear',
    'gemini-2.5-flash-image',
    counts(10, 1_290, { candidatesTokensDetails: of(['IMAGE', 1_290]) }),
    {
      // gemini-2.5-flash-image: 0.30, its images 30; genai-prices 0.1.8
      used: { input: [10, 300, 3_000n], imageOutput: [1_290, 30_000, 38_700_000n] },
      costNanoUsd: 38_703_000n,
    },
  ),
  gemini(
    'Speech comes out as sound',
    'gemini-2.5-flash-preview-tts',
    counts(12, 250, { promptTokensDetails: of(['TEXT', 12]), candidatesTokensDetails: of(['AUDIO', 250]) }),
    {
      // gemini-2.5-flash-preview-tts: 0.50, its sound 10; GEMINI
      used: { input: [12, 500, 6_000n], audioOutput: [250, 10_000, 2_500_000n] },
      costNanoUsd: 2_506_000n,
    },
  ),
  {
    name: 'A prompt that is refused has no candidates, and a model only in its path',
    steps: [
      asked(FLASH, {
        body: {
          promptFeedback: { blockReason: 'SAFETY' },
          usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
        },
      }),
    ],
    records: [priced({ endpoint, modelName: FLASH, used: { input: [8, 300, 2_400n] }, costNanoUsd: 2_400n })],
  },
  {
    name: 'Vertex AI calls the standard tier otherwise',
    steps: [
      asked(
        FLASH,
        { body: generated(FLASH, counts(100, 10, { trafficType: 'ON_DEMAND' })) },
        `/v1/projects/p/locations/us-central1/publishers/google/models/${FLASH}:generateContent`,
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: FLASH,
        used: { input: [100, 300, 30_000n], output: [10, 2_500, 25_000n] },
        costNanoUsd: 55_000n,
        also: { serviceTier: 'ON_DEMAND' },
      }),
    ],
  },
  {
    name: 'Throughput of Vertex AI that was bought beforehand has no price for a call',
    steps: [
      asked(FLASH, { body: generated(FLASH, counts(100, 10, { trafficType: 'PROVISIONED_THROUGHPUT' })) }),
    ],
    records: [
      unpriced({ endpoint, modelName: FLASH, why: 'service_tier', used: { input: 100, output: 10 } }),
    ],
  },
  {
    name: 'To count the tokens of a prompt uses nothing',
    steps: [fetched(`/v1beta/models/${FLASH}:countTokens`, { body: { totalTokens: 31 } })],
    records: [],
  },
];
