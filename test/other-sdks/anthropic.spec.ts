import { Anthropic } from '@anthropic-ai/sdk';
import { type FakeAnswer } from '../../src/fake-openai';
import { anthropicError, message } from '../support/fake-anthropic';
import { type Answering, beginning, OF_ALICE, SdkStory } from './sdk-story';

const question = {
  model: 'claude-sonnet-4-6',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

/** @anthropic-ai/sdk, as a feature uses it. */
const sdk = {
  client: (fetch: typeof globalThis.fetch, baseURL: string) =>
    new Anthropic({ apiKey: 'sk-ant', baseURL, fetch, maxRetries: 1 }),
  uses: {
    create: (client: Anthropic) => client.messages.create(question),
    beta: (client: Anthropic) => client.beta.messages.create(question),
    stream: async (client: Anthropic) => {
      const events: unknown[] = [];
      for await (const event of await client.messages.create({ ...question, stream: true }))
        events.push(event);
      return events;
    },
    helper: (client: Anthropic) => client.messages.stream(question).finalMessage(),
    leave: async (client: Anthropic) => {
      for await (const event of await client.messages.create({ ...question, stream: true }))
        if (event.type === 'content_block_delta') return event;
      return 'the end';
    },
    abort: async (client: Anthropic) => {
      const stream = client.messages.stream(question);
      stream.on('text', () => {
        stream.abort();
      });
      return stream.finalMessage();
    },
    'give-up': (client: Anthropic) => client.messages.create(question, { signal: AbortSignal.timeout(100) }),
    count: (client: Anthropic) => client.messages.countTokens(question),
  },
};

type Use = keyof typeof sdk.uses;

// claude-sonnet-4-6, USD a million tokens: 3 in, 15 out, of a cache 0.30, into one 3.75 for five minutes and 6 for an
// hour; 10 a thousand web searches. genai-prices 0.1.8 (claude-sonnet-4-6), whose caches are the multiples of
// platform.claude.com/docs/en/about-claude/pricing: 0.1, 1.25 and 2 times the input.
const usage = {
  input: 21,
  output: 353,
  thinking: 120,
  cacheRead: 2_048,
  cacheWrite5m: 310,
  cacheWrite1h: 1_024,
  webSearches: 2,
};

const CAME_IN = { input: 21, cachedInput: 2_048, cacheWrite: 310, cacheWrite1h: 1_024 };
const CAME_IN_COST = {
  input: 63_000n, // 21 × 3,000
  cachedInput: 614_400n, // 2,048 × 300
  cacheWrite: 1_162_500n, // 310 × 3,750
  cacheWrite1h: 6_144_000n, // 1,024 × 6,000
};
const TOKENS_COST = {
  ...CAME_IN_COST,
  output: 3_495_000n, // 233 × 15,000
  reasoning: 1_800_000n, // 120 × 15,000
};

const answered = {
  ...OF_ALICE,
  endpoint: 'messages',
  modelName: 'claude-sonnet-4-6',
  responseId: 'msg_01',
  outcome: 'succeeded',
  usageSource: 'reported',
  serviceTier: 'standard',
  promptTokens: 3_403, // 21 + 2,048 + 310 + 1,024
  completionTokens: 353,
  totalTokens: 3_756,
  cachedTokens: 2_048,
  cacheWriteTokens: 1_334,
  reasoningTokens: 120,
  usageClasses: { ...CAME_IN, output: 233, reasoning: 120 },
  costParts: TOKENS_COST,
  costNanoUsd: 13_278_900n,
  costStatus: 'priced',
};
const searched = {
  ...answered,
  tools: [{ tool: 'web_search', calls: 2 }],
  costParts: { ...TOKENS_COST, web_search: 20_000_000n }, // 2 × 10,000,000
  costNanoUsd: 33_278_900n,
};

const words = ['Blue', ' light', ' is', ' scattered', ' most.'];
const whole: Answering = (request) => message(request, { thinking: 'Rayleigh.', words, usage });
/** The end of the thinking and the first words have come, and nothing more comes. */
const half: Answering = (request) => beginning(whole(request), 9);
/** Half of it, and an error. */
const brokenOff: Answering = (request) => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  return { events: [...eventsOf(half(request)), overloaded] };
};
/** The types of the SDK allow that the end says only what went out. */
const terse: Answering = (request) => ({
  events: eventsOf(whole(request)).map((event) =>
    event.type === 'message_delta' ? { ...event, usage: OUT_ONLY } : event,
  ),
});
const OUT_ONLY = {
  input_tokens: null,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  output_tokens: 353,
  output_tokens_details: { thinking_tokens: 120 },
  server_tool_use: null,
};

describe('the SDK of Anthropic, given the tracked fetch', () => {
  let story: SdkStory<Anthropic, Use>;

  beforeAll(async () => {
    story = await SdkStory.start<Anthropic, Use>(sdk);
  });
  afterAll(() => story.stop());

  it.each(['create', 'beta', 'stream', 'helper'] as const)(
    'is recorded once, cached tokens and thinking in their classes, at its exact price: %s',
    async (use) => {
      const { answer, records } = await story.play(use, [whole]);
      expect(JSON.stringify(answer)).toContain('scattered');
      const streamed = use === 'stream' || use === 'helper';
      expect(records).toMatchObject([{ ...searched, attempt: 1, streamed }]);
    },
  );

  it('is recorded with what came in where the end of a stream does not say it again', async () => {
    const { records } = await story.play('stream', [terse]);
    expect(records).toMatchObject([answered]);
  });

  it('has an unknown cost in a tier whose price is not known', async () => {
    const { records } = await story.play('create', [
      (request) => message(request, { words, usage: { ...usage, webSearches: 0, serviceTier: 'priority' } }),
    ]);
    expect(records).toMatchObject([
      { totalTokens: 3_756, serviceTier: 'priority', costNanoUsd: null, unpricedReason: 'service_tier' },
    ]);
  });

  it.each(['leave', 'abort'] as const)(
    'is recorded as stopped when its stream is left: what came in is exact, what went out an estimate (%s)',
    async (use) => {
      const { records } = await story.play(use, [half]);
      expect(records).toMatchObject([
        {
          ...OF_ALICE,
          modelName: 'claude-sonnet-4-6',
          outcome: 'stopped',
          usageSource: 'estimated',
          costStatus: 'estimated',
          promptTokens: 3_403,
          usageClasses: CAME_IN,
          costParts: CAME_IN_COST,
        },
      ]);
      const { completionTokens, usageClasses, costNanoUsd } = records[0] ?? {};
      expect(completionTokens).toBeGreaterThan(1);
      expect(usageClasses).toEqual({ ...CAME_IN, output: completionTokens });
      // 63,000 + 614,400 + 1,162,500 + 6,144,000, and 15,000 for each token that went out.
      expect(costNanoUsd).toBe(7_983_900n + BigInt(completionTokens ?? 0) * 15_000n);
    },
  );

  it('is recorded as failed when it is given up on before an answer', async () => {
    const { answer, records } = await story.play('give-up', [() => ({ instead: 'hang' })]);
    expect(answer).toMatchObject({ message: 'Request was aborted.' });
    expect(records).toMatchObject([
      { ...OF_ALICE, outcome: 'failed', failure: 'aborted', usageSource: 'missing', costNanoUsd: null },
    ]);
  });

  it('is recorded for each attempt, those that fail as free', async () => {
    const { records } = await story.play('create', [() => anthropicError(529, 'overloaded_error'), whole]);
    expect(records).toMatchObject([
      { ...OF_ALICE, attempt: 1, outcome: 'failed', failure: 'http', httpStatus: 529, costStatus: 'free' },
      { ...searched, attempt: 2 },
    ]);
  });

  it('is recorded as failed, with what it had used, when the provider breaks off', async () => {
    const { answer, records } = await story.play('helper', [brokenOff]);
    expect(JSON.stringify(answer)).toContain('Overloaded');
    expect(records).toMatchObject([
      { outcome: 'failed', failure: 'provider', usageSource: 'estimated', usageClasses: CAME_IN },
    ]);
  });

  it('is not recorded where it only counts tokens', async () => {
    const { answer, records } = await story.play('count', [() => ({ body: { input_tokens: 14 } })], 0);
    expect(answer).toEqual({ given: { input_tokens: 14 } });
    expect(records).toEqual([]);
  });
});

function eventsOf(answer: FakeAnswer): readonly { readonly type?: string }[] {
  return 'events' in answer ? (answer.events as readonly { readonly type?: string }[]) : [];
}
