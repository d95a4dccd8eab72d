import { asked, HAIKU, message, NONE } from './anthropic';
import { type Bill, priced, ran, type UsageShape } from './shape';

const endpoint = 'messages';

/** Its first event counts what came in; those before the last count all that went out by then. */
const streamed = (
  name: string,
  modelName: string,
  first: object,
  later: readonly object[],
  bill: Bill,
): UsageShape => ({
  name,
  steps: [
    asked(
      {
        events: [
          { type: 'message_start', message: { ...message(modelName, first, []), stop_reason: null } },
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          { type: 'ping' },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße, 世界 🌍' } },
          { type: 'content_block_stop', index: 0 },
          ...later.map((usage) => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage })),
          { type: 'message_stop' },
        ],
      },
      { stream: true },
    ),
  ],
  records: [priced({ endpoint, modelName, ...bill, also: { streamed: true } })],
});

const OPUS_START = {
  input_tokens: 25,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 300 },
  output_tokens: 1,
  service_tier: 'standard',
};

// Opus 4.5: 5, cache hits 0.50, cache writes for an hour 10, output 25; CLAUDE
const OPUS_BILL = {
  used: {
    input: [25, 5_000, 125_000n],
    cachedInput: [100, 500, 50_000n],
    cacheWrite1h: [300, 10_000, 3_000_000n],
    output: [40, 25_000, 1_000_000n],
  },
  costNanoUsd: 4_175_000n,
} as const;

export const ANTHROPIC_STREAM_SHAPES: readonly UsageShape[] = [
  streamed(
    'A stream counts what goes out up to each event',
    'claude-opus-4-5-20251101',
    OPUS_START,
    [{ output_tokens: 15 }, { output_tokens: 40 }],
    OPUS_BILL,
  ),
  streamed(
    'What a later event leaves open is as the first one said',
    'claude-opus-4-5-20251101',
    OPUS_START,
    [
      {
        input_tokens: null,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        output_tokens: 40,
        output_tokens_details: null,
        server_tool_use: null,
      },
    ],
    OPUS_BILL,
  ),
  streamed(
    'What a search finds is counted in the last event',
    HAIKU,
    { ...NONE, input_tokens: 2_679, output_tokens: 3 },
    [
      {
        input_tokens: 10_682,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 510,
        server_tool_use: { web_search_requests: 1 },
      },
    ],
    {
      used: { input: [10_682, 1_000, 10_682_000n], output: [510, 5_000, 2_550_000n] },
      ran: [ran('web_search', [1, 10_000_000, 10_000_000n])],
      costNanoUsd: 23_232_000n,
    },
  ),
];
