import { type FakeAnswer } from '../../../src/fake-openai';
import { type Bill, fetched, priced, ran, type Step, unpriced, type UsageShape } from './shape';

const endpoint = 'messages';
// Haiku 4.5: 1, cache hits 0.10, cache writes 1.25 and 2 (for an hour), output 5; CLAUDE
export const HAIKU = 'claude-haiku-4-5-20251001';

export const message = (
  model: string,
  usage: object,
  content: readonly object[] = [{ type: 'text', text: 'Hi' }],
) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage,
});

export const asked = (answer: FakeAnswer, more: object = {}): Step =>
  fetched('/v1/messages', answer, {
    model: 'asked-for',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hello' }],
    ...more,
  });

export const NONE = {
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  cache_creation: null,
  server_tool_use: null,
  service_tier: 'standard',
};

const claude = (name: string, modelName: string, usage: object, bill: Bill): UsageShape => ({
  name,
  steps: [asked({ body: message(modelName, usage) })],
  records: [priced({ endpoint, modelName, ...bill })],
});

export const ANTHROPIC_SHAPES: readonly UsageShape[] = [
  claude(
    'A message that used no cache says so by `null`',
    HAIKU,
    { ...NONE, input_tokens: 12, output_tokens: 80 },
    {
      used: { input: [12, 1_000, 12_000n], output: [80, 5_000, 400_000n] },
      costNanoUsd: 412_000n,
    },
  ),
  claude(
    'The input of a message is neither what was cached nor what is',
    'claude-sonnet-4-5-20250929',
    {
      input_tokens: 12,
      cache_creation_input_tokens: 1_000,
      cache_read_input_tokens: 500,
      cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 },
      output_tokens: 80,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 0, web_fetch_requests: 2 },
      service_tier: 'standard',
    },
    {
      // Sonnet 4.5: 3, cache hits 0.30, cache writes 3.75 and 6, output 15; CLAUDE
      used: {
        input: [12, 3_000, 36_000n],
        cachedInput: [500, 300, 150_000n],
        cacheWrite: [400, 3_750, 1_500_000n],
        cacheWrite1h: [600, 6_000, 3_600_000n],
        output: [60, 15_000, 900_000n],
        reasoning: [20, 15_000, 300_000n],
      },
      costNanoUsd: 6_486_000n,
      also: { promptTokens: 1_512, totalTokens: 1_592 },
    },
  ),
  claude(
    'What is written to a cache stays there for five minutes, where nobody says more',
    HAIKU,
    { ...NONE, input_tokens: 10, cache_creation_input_tokens: 1_000, output_tokens: 5 },
    {
      used: {
        input: [10, 1_000, 10_000n],
        cacheWrite: [1_000, 1_250, 1_250_000n],
        output: [5, 5_000, 25_000n],
      },
      costNanoUsd: 1_285_000n,
    },
  ),
  claude(
    'No more is written for an hour than is written at all',
    HAIKU,
    {
      input_tokens: 10,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 150 },
      output_tokens: 5,
    },
    {
      used: {
        input: [10, 1_000, 10_000n],
        cacheWrite1h: [100, 2_000, 200_000n],
        output: [5, 5_000, 25_000n],
      },
      costNanoUsd: 235_000n,
    },
  ),
  claude(
    'Searches are charged beside the tokens, and pages that are fetched are not',
    HAIKU,
    {
      ...NONE,
      input_tokens: 2_000,
      output_tokens: 300,
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 3 },
    },
    {
      used: { input: [2_000, 1_000, 2_000_000n], output: [300, 5_000, 1_500_000n] },
      // Web search: 10 a thousand searches; CLAUDE
      ran: [ran('web_search', [2, 10_000_000, 20_000_000n])],
      costNanoUsd: 23_500_000n,
    },
  ),
  claude(
    'A message of a batch costs half',
    HAIKU,
    { ...NONE, input_tokens: 100, output_tokens: 10, service_tier: 'batch' },
    {
      // Haiku 4.5 in batches: 0.50, output 2.50; CLAUDE
      used: { input: [100, 500, 50_000n], output: [10, 2_500, 25_000n] },
      costNanoUsd: 75_000n,
      also: { serviceTier: 'batch' },
    },
  ),
  claude(
    'Haiku 3.5 is another model than Haiku 4.5',
    'claude-3-5-haiku-20241022',
    { input_tokens: 100, output_tokens: 10 },
    {
      // Haiku 3.5: 0.80, output 4; CLAUDE
      used: { input: [100, 800, 80_000n], output: [10, 4_000, 40_000n] },
      costNanoUsd: 120_000n,
    },
  ),
  {
    name: 'Priority of Anthropic was bought beforehand: what a call costs in it, no page says',
    steps: [
      asked({
        body: message(HAIKU, { ...NONE, input_tokens: 100, output_tokens: 10, service_tier: 'priority' }),
      }),
    ],
    records: [
      unpriced({ endpoint, modelName: HAIKU, why: 'service_tier', used: { input: 100, output: 10 } }),
    ],
  },
  {
    name: 'To count the tokens of a message uses nothing',
    steps: [fetched('/v1/messages/count_tokens', { body: { input_tokens: 14 } }, { model: HAIKU })],
    records: [],
  },
  {
    name: 'A batch of messages does not say what it will use',
    steps: [
      fetched('/v1/messages/batches', {
        body: {
          id: 'msgbatch_1',
          type: 'message_batch',
          processing_status: 'in_progress',
          results_url: null,
        },
      }),
    ],
    records: [],
  },
];
