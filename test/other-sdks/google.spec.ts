import { type GenerateContentResponse, GoogleGenAI } from '@google/genai';
import { blocked, generation, googleError, inGooglesWords } from '../support/fake-google';
import { type Answering, beginning, OF_ALICE, SdkStory } from './sdk-story';

const question = { model: 'gemini-2.5-flash', contents: 'What is said in this recording?' };

/** @google/genai, as a feature uses it. */
const sdk = {
  client: (fetch: typeof globalThis.fetch, baseUrl: string) =>
    new GoogleGenAI({ apiKey: 'g-key', httpOptions: { baseUrl, fetch } }),
  uses: {
    generate: async ({ models }: GoogleGenAI) => said(await models.generateContent(question)),
    stream: ({ models }: GoogleGenAI) => readAll(models.generateContentStream(question)),
    abort: ({ models }: GoogleGenAI) => {
      const leaving = new AbortController();
      const config = { abortSignal: leaving.signal };
      return readAll(models.generateContentStream({ ...question, config }), () => {
        leaving.abort();
      });
    },
    'give-up': ({ models }: GoogleGenAI) =>
      models.generateContent({ ...question, config: { abortSignal: AbortSignal.timeout(100) } }),
    retry: async ({ models }: GoogleGenAI) => {
      const httpOptions = { retryOptions: { attempts: 2, initialDelay: 0.01 } };
      return said(await models.generateContent({ ...question, config: { httpOptions } }));
    },
    count: async ({ models }: GoogleGenAI) => (await models.countTokens(question)).totalTokens,
    embed: async ({ models }: GoogleGenAI) =>
      (await models.embedContent({ ...question, model: 'gemini-embedding-001' })).embeddings,
  },
};

type Use = keyof typeof sdk.uses;

async function readAll(
  asked: Promise<AsyncGenerator<GenerateContentResponse>>,
  afterEach: () => void = () => undefined,
) {
  const chunks: unknown[] = [];
  for await (const chunk of await asked) {
    chunks.push(said(chunk));
    afterEach();
  }
  return chunks;
}

/** All of an answer but its headers, which tell the time. */
function said(response: GenerateContentResponse) {
  const { text, candidates, promptFeedback, usageMetadata, modelVersion, responseId } = response;
  return { text, candidates, promptFeedback, usageMetadata, modelVersion, responseId };
}

// gemini-2.5-flash, USD a million tokens: 0.30 in, 1.00 for audio, 0.03 and 0.10 of these from a cache, 2.50 out, thoughts
// too. ai.google.dev/pricing of 2025-10-08, kept in github.com/gfargo/token-tally; genai-prices 0.1.8 has the same.
const CAME_IN = { input: 550, cachedInput: 250, audioInput: 150, cachedAudioInput: 50 };
const CAME_IN_COST = {
  input: 165_000n, // 550 × 300
  cachedInput: 7_500n, // 250 × 30
  audioInput: 150_000n, // 150 × 1,000
  cachedAudioInput: 5_000n, // 50 × 100
};

const prompt = {
  promptTokenCount: 1_000,
  cachedContentTokenCount: 300,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 800 },
    { modality: 'AUDIO', tokenCount: 200 },
  ],
  cacheTokensDetails: [
    { modality: 'TEXT', tokenCount: 250 },
    { modality: 'AUDIO', tokenCount: 50 },
  ],
};
const usage = { ...prompt, candidatesTokenCount: 101, thoughtsTokenCount: 41, totalTokenCount: 1_142 };
const usageSoFar = [
  { ...prompt, thoughtsTokenCount: 41, candidatesTokenCount: 12, totalTokenCount: 1_053 },
  { ...prompt, thoughtsTokenCount: 41, candidatesTokenCount: 60, totalTokenCount: 1_101 },
];

const answered = {
  ...OF_ALICE,
  endpoint: 'generateContent',
  modelName: 'gemini-2.5-flash',
  responseId: 'r-1',
  outcome: 'succeeded',
  usageSource: 'reported',
  promptTokens: 1_000,
  completionTokens: 142, // 101 + 41
  totalTokens: 1_142,
  cachedTokens: 300,
  reasoningTokens: 41,
  audioTokens: 200,
  usageClasses: { ...CAME_IN, output: 101, reasoning: 41 },
  costParts: {
    ...CAME_IN_COST,
    output: 252_500n, // 101 × 2,500
    reasoning: 102_500n, // 41 × 2,500
  },
  costNanoUsd: 682_500n,
  costStatus: 'priced',
};

const words = ['She says', ' that it', ' rains.'];
const whole: Answering = (request) => generation(request, { words, usage, usageSoFar });
const tooMany: Answering = () => googleError(429, 'RESOURCE_EXHAUSTED');

describe('the SDK of Google, given the tracked fetch', () => {
  let story: SdkStory<GoogleGenAI, Use>;

  beforeAll(async () => {
    story = await SdkStory.start<GoogleGenAI, Use>(sdk);
  });
  afterAll(() => story.stop());

  it.each(['generate', 'stream'] as const)(
    'is recorded once, thoughts, audio and cached tokens in their classes, at its exact price: %s',
    async (use) => {
      const { answer, records } = await story.play(use, [whole]);
      expect(JSON.stringify(answer)).toContain('rains.');
      expect(records).toMatchObject([{ ...answered, streamed: use === 'stream' }]);
    },
  );

  it('is recorded with the last of the counts of its stream, however its lines end', async () => {
    const { records } = await story.play('stream', [(request) => inGooglesWords(whole(request))]);
    expect(records).toMatchObject([answered]);
  });

  it.each(['generate', 'stream'] as const)(
    'is recorded when the prompt is blocked, which is charged: %s',
    async (use) => {
      const counted = { promptTokenCount: 20, totalTokenCount: 20 };
      const { records } = await story.play(use, [(request) => blocked(request, counted)]);
      expect(records).toMatchObject([
        {
          ...OF_ALICE,
          outcome: 'succeeded',
          usageSource: 'reported',
          promptTokens: 20,
          completionTokens: 0,
          costNanoUsd: 6_000n, // 20 × 300
        },
      ]);
    },
  );

  it('is recorded as stopped when its stream is left: what came in is exact, what went out at least what was counted', async () => {
    const { records } = await story.play('abort', [(request) => beginning(whole(request), 1)]);
    expect(records).toMatchObject([
      {
        ...OF_ALICE,
        modelName: 'gemini-2.5-flash',
        outcome: 'stopped',
        usageSource: 'estimated',
        costStatus: 'estimated',
        promptTokens: 1_000,
        completionTokens: 53, // 12 + 41
        usageClasses: { ...CAME_IN, output: 12, reasoning: 41 },
        costNanoUsd: 460_000n, // 327,500 that came in, and 53 × 2,500
      },
    ]);
  });

  it('is recorded as failed when it is given up on before an answer', async () => {
    const { answer, records } = await story.play('give-up', [() => ({ instead: 'hang' })]);
    expect(answer).toMatchObject({ message: expect.stringContaining('abort') as string });
    expect(records).toMatchObject([
      { ...OF_ALICE, outcome: 'failed', failure: 'aborted', usageSource: 'missing', costNanoUsd: null },
    ]);
  });

  it('is recorded when it fails, as free', async () => {
    const { answer, records } = await story.play('generate', [tooMany]);
    expect(answer).toMatchObject({ name: 'ApiError', status: 429 });
    expect(records).toMatchObject([
      { ...OF_ALICE, outcome: 'failed', failure: 'http', httpStatus: 429, costStatus: 'free' },
    ]);
  });

  it('is recorded for each attempt', async () => {
    const { records } = await story.play('retry', [() => googleError(503, 'UNAVAILABLE'), whole]);
    expect(records).toMatchObject([{ outcome: 'failed', httpStatus: 503, costNanoUsd: 0n }, answered]);
  });

  it('is recorded as failed, with what it had used, when the provider breaks off', async () => {
    const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
    const { answer, records } = await story.play('stream', [
      (request) => inGooglesWords(beginning(whole(request), 2), error),
    ]);
    expect(answer).not.toHaveProperty('given');
    expect(records).toMatchObject([
      {
        outcome: 'failed',
        failure: 'provider',
        usageSource: 'estimated',
        usageClasses: { ...CAME_IN, output: 60, reasoning: 41 },
      },
    ]);
  });

  it.each([
    ['count', { totalTokens: 9 }, 9],
    ['embed', { embeddings: [{ values: [0.1, 0.2] }] }, [{ values: [0.1, 0.2] }]],
  ] as const)('is not recorded where no usage is told of, and passes: %s', async (use, body, given) => {
    const { answer, records } = await story.play(use, [() => ({ body })], 0);
    expect(answer).toEqual({ given });
    expect(records).toEqual([]);
  });
});
