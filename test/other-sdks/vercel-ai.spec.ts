import { chatCompletion } from '../../src/fake-openai';
import { message } from '../support/fake-anthropic';
import { generation } from '../support/fake-google';
import { modelResponse } from '../support/fake-responses';
import { alice, bob } from '../support/test-service';
import { type Answering, beginning, OF_ALICE, SdkStory } from './sdk-story';
import { type Models, type Provider, PROVIDERS, type Use, vercelAi } from './vercel-ai';

const words = ['It ', 'will ', 'rain.'];

/** Each provider answers with the same words, and counts in its own way: OpenAI's and Google's prompts include what is cached. */
const ANSWERS: Readonly<Record<Provider, Answering>> = {
  responses: (request) =>
    modelResponse(request, { words, usage: { input: 1_000, cached: 384, output: 130, reasoning: 64 } }),
  chat: (request) =>
    chatCompletion(request, {
      content: words.join(''),
      usage: { prompt: 1_000, cached: 384, completion: 130, reasoning: 64 },
    }),
  anthropic: (request) =>
    message(request, { words, usage: { input: 616, cacheRead: 384, output: 130, thinking: 64 } }),
  google: (request) =>
    generation(request, {
      words,
      usage: {
        promptTokenCount: 1_000,
        cachedContentTokenCount: 384,
        candidatesTokenCount: 66,
        thoughtsTokenCount: 64,
        totalTokenCount: 1_130,
      },
      usageSoFar: [{ promptTokenCount: 1_000, cachedContentTokenCount: 384, totalTokenCount: 1_000 }],
    }),
};

const answered = {
  ...OF_ALICE,
  outcome: 'succeeded',
  usageSource: 'reported',
  costStatus: 'priced',
  promptTokens: 1_000,
  cachedTokens: 384,
  completionTokens: 130,
  reasoningTokens: 64,
  totalTokens: 1_130,
  usageClasses: { input: 616, cachedInput: 384, output: 66, reasoning: 64 },
};

// In USD a million tokens, in, cached and out. gpt-5-mini 0.25, 0.025 and 2.00, gpt-4o-mini 0.15, 0.075 and 0.60:
// developers.openai.com/api/docs/pricing. claude-sonnet-4-6 3.00, 0.30 and 15.00: genai-prices 0.1.8. gemini-2.5-flash
// 0.30, 0.03 and 2.50: ai.google.dev/pricing of 2025-10-08, kept in github.com/gfargo/token-tally.
const RECORDS = {
  responses: {
    endpoint: 'responses',
    modelName: 'gpt-5-mini',
    costNanoUsd: 423_600n, // 616 × 250 + 384 × 25 + 130 × 2,000
  },
  chat: {
    endpoint: 'chat.completions',
    modelName: 'gpt-4o-mini',
    costNanoUsd: 199_200n, // 616 × 150 + 384 × 75 + 130 × 600
  },
  anthropic: {
    endpoint: 'messages',
    modelName: 'claude-sonnet-4-6',
    costNanoUsd: 3_913_200n, // 616 × 3,000 + 384 × 300 + 130 × 15,000
  },
  google: {
    endpoint: 'generateContent',
    modelName: 'gemini-2.5-flash',
    costNanoUsd: 521_320n, // 616 × 300 + 384 × 30 + 130 × 2,500
  },
};

/** With how many events the first word has come. */
const FIRST_WORD: Readonly<Record<Provider, number>> = { responses: 4, chat: 2, anthropic: 4, google: 1 };

const TOLD_AT_ONCE: ReadonlySet<Provider> = new Set(['anthropic', 'google']);

const asksForWeather: Answering = (request) =>
  modelResponse(request, {
    call: { name: 'weather', arguments: { city: 'Oslo' } },
    usage: { input: 200, output: 20 },
  });

const busy: Answering = () => ({
  status: 500,
  headers: { 'retry-after-ms': '1' },
  body: { error: { message: 'busy' } },
});

describe('the Vercel AI SDK, given the tracked fetch', () => {
  let story: SdkStory<Models, Use>;

  beforeAll(async () => {
    story = await SdkStory.start<Models, Use>(vercelAi);
  });
  afterAll(() => story.stop());

  it.each(PROVIDERS)(
    'is recorded once, at its exact price, when a text is generated: %s',
    async (provider) => {
      const { answer, records } = await story.play(`generate-${provider}`, [ANSWERS[provider]]);
      expect(answer).toMatchObject({ given: { text: 'It will rain.' } });
      expect(records).toMatchObject([{ ...answered, ...RECORDS[provider], streamed: false }]);
    },
  );

  it.each(PROVIDERS)(
    'is recorded once, at its exact price, when a text is streamed: %s',
    async (provider) => {
      const { answer, records } = await story.play(`stream-${provider}`, [ANSWERS[provider]]);
      expect(answer).toMatchObject({ given: { words } });
      expect(records).toMatchObject([{ ...answered, ...RECORDS[provider], streamed: true }]);
    },
  );

  it.each(['generate-with-tool', 'stream-with-tool'] as const)(
    'is recorded once for each step that a tool makes of it: %s',
    async (use) => {
      const { answer, records } = await story.play(use, [asksForWeather, ANSWERS.responses]);
      expect(answer).toMatchObject({ given: { text: 'It will rain.', steps: 2 } });
      expect(records).toMatchObject([
        // 200 × 250 + 20 × 2,000
        { ...OF_ALICE, promptTokens: 200, completionTokens: 20, costNanoUsd: 90_000n },
        { ...answered, ...RECORDS.responses },
      ]);
    },
  );

  it.each(PROVIDERS)(
    'is recorded as stopped, with an estimate, when a stream is aborted: %s',
    async (provider) => {
      const { records } = await story.play(`abort-${provider}`, [
        (request) => beginning(ANSWERS[provider](request), FIRST_WORD[provider]),
      ]);
      const { endpoint, modelName } = RECORDS[provider];
      expect(records).toMatchObject([
        {
          ...OF_ALICE,
          endpoint,
          modelName,
          outcome: 'stopped',
          usageSource: 'estimated',
          costStatus: 'estimated',
        },
      ]);
      expect(records[0]?.completionTokens).toBeGreaterThan(0);
      // Anthropic and Google tell what came in as they begin; OpenAI's is an estimate of a question of seven words.
      if (TOLD_AT_ONCE.has(provider)) expect(records[0]?.promptTokens).toBe(1_000);
      else expect(records[0]?.promptTokens).toBeLessThan(20);
    },
  );

  it('is recorded for each attempt', async () => {
    const { answer, records } = await story.play('retry', [busy, ANSWERS.chat]);
    expect(answer).toEqual({ given: 'It will rain.' });
    expect(records).toMatchObject([
      { ...OF_ALICE, outcome: 'failed', httpStatus: 500, costStatus: 'free' },
      { ...answered, ...RECORDS.chat },
    ]);
  });

  it('keeps users apart who call different providers at the same time', async () => {
    await story.service.empty();
    story.provider.answer = (request) =>
      ANSWERS[request.path.includes('messages') ? 'anthropic' : 'google'](request);
    const asked = ([1, 2, 3] as const).flatMap(() => [
      story.ask('stream-anthropic', alice),
      story.ask('stream-google', bob),
    ]);
    await Promise.all(asked);
    const records = await story.service.untilRecorded(6);
    expect(records.map(({ userId, endpoint }) => `${userId ?? ''} ${endpoint}`).toSorted()).toEqual([
      ...Array<string>(3).fill('alice messages'),
      ...Array<string>(3).fill('bob generateContent'),
    ]);
  });
});
