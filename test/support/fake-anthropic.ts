import { type FakeAnswer, type SeenRequest } from '../../src/fake-openai';

interface MessageUsage {
  readonly input: number;
  readonly output: number;
  readonly thinking?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  readonly webSearches?: number;
  readonly serviceTier?: string;
}

interface Message {
  readonly thinking?: string;
  readonly words: readonly string[];
  readonly usage: MessageUsage;
}

/**
 * Answers `POST /v1/messages` as Anthropic does, plain or streamed. After the types of @anthropic-ai/sdk 1.14
 * (resources/messages/messages) and docs.claude.com/en/api/messages-streaming.
 */
export function message(request: SeenRequest, { thinking, words, usage }: Message): FakeAnswer {
  const blocks = [
    ...(thinking === undefined ? [] : [{ type: 'thinking', thinking, signature: 'c2lnbmVk' }]),
    { type: 'text', text: words.join('') },
  ];
  const answer = {
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model: request.body['model'],
    container: null,
    stop_details: null,
  };
  const stop = { stop_reason: 'end_turn', stop_sequence: null };
  if (request.body['stream'] !== true)
    return { body: { ...answer, ...stop, content: blocks, usage: wireUsage(usage) } };
  const begun = { content: [], stop_reason: null, stop_sequence: null, usage: usageAtStart(usage) };
  return {
    events: [
      { type: 'message_start', message: { ...answer, ...begun } },
      { type: 'ping' },
      ...(thinking === undefined ? [] : thinkingEvents(thinking)),
      ...textEvents(thinking === undefined ? 0 : 1, words),
      {
        type: 'message_delta',
        delta: { ...stop, container: null, stop_details: null },
        usage: usageAtEnd(usage),
      },
      { type: 'message_stop' },
    ],
  };
}

/** Of any status. */
export function anthropicError(status: number, type: string): FakeAnswer {
  return {
    status,
    headers: { 'retry-after-ms': '1' },
    body: { type: 'error', error: { type, message: 'Overloaded' }, request_id: 'req_01' },
  };
}

function thinkingEvents(thinking: string): readonly unknown[] {
  const delta = (part: object) => ({ type: 'content_block_delta', index: 0, delta: part });
  return [
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    delta({ type: 'thinking_delta', thinking }),
    delta({ type: 'signature_delta', signature: 'c2lnbmVk' }),
    { type: 'content_block_stop', index: 0 },
  ];
}

function textEvents(index: number, words: readonly string[]): readonly unknown[] {
  return [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
    ...words.map((text) => ({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index },
  ];
}

const wireUsage = (usage: MessageUsage) => ({
  ...usageAtEnd(usage),
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cacheWrite5m ?? 0,
    ephemeral_1h_input_tokens: usage.cacheWrite1h ?? 0,
  },
  service_tier: usage.serviceTier ?? 'standard',
  inference_geo: null,
});

/** What came in is known then; of what goes out, one token. */
const usageAtStart = (usage: MessageUsage) => ({
  ...wireUsage(usage),
  output_tokens: 1,
  output_tokens_details: null,
  server_tool_use: null,
});

/** All up to then, but neither the kinds of cache nor the tier. */
function usageAtEnd({
  cacheWrite5m = 0,
  cacheWrite1h = 0,
  cacheRead = 0,
  thinking = 0,
  ...usage
}: MessageUsage) {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: thinking },
    server_tool_use: { web_search_requests: usage.webSearches ?? 0, web_fetch_requests: 0 },
  };
}
