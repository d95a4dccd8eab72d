import { type FakeAnswer, type SeenRequest } from '../../src/fake-openai';

interface ModelResponse {
  readonly words?: readonly string[];
  /** A function that the model asks for. */
  readonly call?: { readonly name: string; readonly arguments: object };
  readonly usage: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
    readonly reasoning?: number;
  };
}

/**
 * Answers `POST /v1/responses` as OpenAI does, plain or streamed. After the types of openai 6.49
 * (resources/responses/responses).
 */
export function modelResponse(request: SeenRequest, said: ModelResponse): FakeAnswer {
  const items = [
    ...(said.call === undefined ? [] : [callItem(said.call)]),
    ...(said.words === undefined ? [] : [messageItem(said.words.join(''))]),
  ];
  const response = {
    id: 'resp_01',
    object: 'response',
    created_at: 1_764_000_000,
    model: request.body['model'],
    error: null,
    incomplete_details: null,
    service_tier: 'default',
  };
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const ended = { ...response, status: 'completed', output: items, usage: wireUsage(said.usage) };
  if (request.body['stream'] !== true) return { body: ended };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap((item, index) => itemEvents(item, index, said.words ?? [])),
    { type: 'response.completed', response: ended },
  ];
  return { events: events.map((event, sequence_number) => ({ ...event, sequence_number })) };
}

type Item = ReturnType<typeof callItem> | ReturnType<typeof messageItem>;

function callItem({ name, arguments: given }: NonNullable<ModelResponse['call']>) {
  const text = JSON.stringify(given);
  return {
    type: 'function_call' as const,
    id: 'fc_01',
    call_id: 'call_01',
    status: 'completed',
    name,
    arguments: text,
  };
}

function messageItem(text: string) {
  const content = [{ type: 'output_text', text, annotations: [] as const, logprobs: [] as const }];
  return { type: 'message' as const, id: 'msg_01', status: 'completed', role: 'assistant', content };
}

function itemEvents(item: Item, output_index: number, words: readonly string[]): readonly object[] {
  const place = { item_id: item.id, output_index };
  const begun =
    item.type === 'message' ? { ...item, status: 'in_progress', content: [] } : { ...item, arguments: '' };
  const deltas =
    item.type === 'message'
      ? words.map((delta) => ({
          type: 'response.output_text.delta',
          ...place,
          content_index: 0,
          delta,
          logprobs: [],
        }))
      : [{ type: 'response.function_call_arguments.delta', ...place, delta: item.arguments }];
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...deltas,
    { type: 'response.output_item.done', output_index, item },
  ];
}

const wireUsage = ({ input, output, cached = 0, reasoning = 0 }: ModelResponse['usage']) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});
