import {
  ASKED_MODEL,
  type Bill,
  type Exchange,
  type NoBill,
  post,
  priced,
  unpriced,
  type UsageShape,
} from './shape';

const messages = [{ role: 'user', content: 'Say hello to the world.' }];

interface More {
  /** What else is asked for, and what else is answered. */
  readonly asked?: object;
  readonly answered?: object;
}

/** A chat completion as OpenAI answers it. */
function chat(model: string, usage: unknown, { asked, answered }: More = {}): Exchange {
  const message = { role: 'assistant', content: 'Hello to the world', refusal: null };
  return post(
    '/chat/completions',
    { model: ASKED_MODEL, messages, ...asked },
    {
      body: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_795_521_600,
        model,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        service_tier: 'default',
        usage,
        ...answered,
      },
    },
  );
}

/** The same in pieces. Its words have letters of one to four bytes. */
export function streamedChat(model: string, usage: unknown, { asked }: More = {}): Exchange {
  const chunk = (choices: readonly object[], ofUsage: unknown = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_795_521_600,
    model,
    service_tier: 'default',
    choices,
    usage: ofUsage,
  });
  const delta = (words: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta: words, finish_reason }]);
  return post(
    '/chat/completions',
    { model: ASKED_MODEL, messages, stream: true, ...asked },
    {
      events: [
        delta({ role: 'assistant', content: '' }),
        ...['Hello ', 'Grüße ', '世界 ', '🌍'].map((content) => delta({ content })),
        delta({}, 'stop'),
        chunk([], usage),
        '[DONE]',
      ],
    },
  );
}

export function pricedChat(name: string, model: string, usage: unknown, bill: Bill & More): UsageShape {
  const record = priced({ endpoint: 'chat.completions', modelName: model, ...bill });
  return { name, steps: [chat(model, usage, bill)], records: [record] };
}

export function unpricedChat(name: string, model: string, usage: unknown, bill: NoBill & More): UsageShape {
  const record = unpriced({ endpoint: 'chat.completions', modelName: model, ...bill });
  return { name, steps: [chat(model, usage, bill)], records: [record] };
}

/** The usage of a chat completion, whose total is the sum. */
export const tokens = (prompt: number, completion: number, details: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  ...details,
});

/** The usage of a response. */
export const responseTokens = (input: number, cached: number, output: number, reasoning: number) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

/** A response as the Responses API has it. */
export const response = (model: string, usage: unknown, more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_795_521_600,
  status: 'completed',
  background: false,
  error: null,
  incomplete_details: null,
  model,
  output: [{ type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [] }],
  service_tier: 'default',
  tools: [],
  usage,
  ...more,
});

/** A request for a response. */
export const respond = (body: object, asked: object = {}): Exchange =>
  post('/responses', { model: ASKED_MODEL, input: 'Hello', ...asked }, { body });

/** The same in pieces, before the response as it ended. */
export const streamedResponse = (
  body: object,
  lastEvent = 'response.completed',
  asked: object = {},
): Exchange =>
  post(
    '/responses',
    { model: ASKED_MODEL, input: 'Hello', stream: true, ...asked },
    {
      events: [
        {
          type: 'response.created',
          sequence_number: 0,
          response: {
            ...body,
            status: 'in_progress',
            error: null,
            service_tier: 'auto',
            output: [],
            usage: null,
          },
        },
        { type: 'response.output_text.delta', sequence_number: 1, item_id: 'msg_1', delta: 'Grüße, 世界 🌍' },
        { type: lastEvent, sequence_number: 2, response: body },
      ],
    },
  );

export function pricedResponse(name: string, model: string, usage: unknown, bill: Bill & More): UsageShape {
  const record = priced({ endpoint: 'responses', modelName: model, ...bill });
  return { name, steps: [respond(response(model, usage, bill.answered), bill.asked)], records: [record] };
}

export function unpricedResponse(
  name: string,
  model: string,
  usage: unknown,
  bill: NoBill & More,
): UsageShape {
  const record = unpriced({ endpoint: 'responses', modelName: model, ...bill });
  return { name, steps: [respond(response(model, usage, bill.answered), bill.asked)], records: [record] };
}
