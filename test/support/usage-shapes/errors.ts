import { ASKED_MODEL, type Exchange, fetched, free, post, type UsageShape } from './shape';

/** What an error of OpenAI says. */
const openAI = (message: string, type: string, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
});

const chat = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Exchange =>
  post('/chat/completions', { model: ASKED_MODEL, messages: [] }, { status, headers, body });

const refused = (
  what: string,
  endpoint: string,
  httpStatus: number,
  step: Exchange,
  modelName = ASKED_MODEL,
) => ({
  name: `${what} uses and costs nothing`,
  steps: [step],
  records: [free({ endpoint, modelName, also: { outcome: 'failed', failure: 'http', httpStatus } })],
});

export const ERROR_SHAPES: readonly UsageShape[] = [
  refused(
    'A request that is wrong',
    'chat.completions',
    400,
    chat(400, openAI("Invalid type for 'messages'.", 'invalid_request_error', 'invalid_type', 'messages')),
  ),
  refused(
    'A wrong key',
    'chat.completions',
    401,
    chat(401, openAI('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key')),
  ),
  refused(
    'A model that does not exist',
    'chat.completions',
    404,
    chat(404, openAI('The model `asked-for` does not exist.', 'invalid_request_error', 'model_not_found')),
  ),
  refused(
    'A rate limit',
    'chat.completions',
    429,
    chat(429, openAI('Rate limit reached.', 'tokens', 'rate_limit_exceeded'), { 'retry-after': '1' }),
  ),
  refused(
    'An error of the server',
    'chat.completions',
    500,
    chat(500, openAI('The server had an error while processing your request.', 'server_error', null)),
  ),
  refused(
    'A page of a gateway',
    'chat.completions',
    502,
    chat(502, '<html><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }),
  ),
  refused(
    'A refusal in the shape of usage',
    'chat.completions',
    503,
    chat(503, { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, error: null }),
  ),
  refused(
    'A prompt that Azure filters',
    'chat.completions',
    400,
    fetched(
      '/openai/deployments/our-chat/chat/completions?api-version=2025-04-01-preview',
      {
        status: 400,
        body: {
          error: {
            message:
              "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
            type: null,
            param: 'prompt',
            code: 'content_filter',
            status: 400,
            innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
          },
        },
      },
      { messages: [] },
    ),
    'our-chat',
  ),
  refused(
    'An image that is refused',
    'images',
    400,
    post(
      '/images/generations',
      { model: 'gpt-image-1', prompt: 'A house' },
      {
        status: 400,
        body: openAI(
          'Your request was rejected by the safety system.',
          'image_generation_user_error',
          'moderation_blocked',
        ),
      },
    ),
    'gpt-image-1',
  ),
  refused(
    'Anthropic when it is overloaded',
    'messages',
    529,
    fetched(
      '/v1/messages',
      {
        status: 529,
        body: {
          type: 'error',
          error: { type: 'overloaded_error', message: 'Overloaded' },
          request_id: 'req_1',
        },
      },
      { model: ASKED_MODEL, messages: [] },
    ),
  ),
  refused(
    'Google when its quota is used up',
    'generateContent',
    429,
    fetched('/v1beta/models/gemini-2.5-flash:generateContent', {
      status: 429,
      body: { error: { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED' } },
    }),
    'gemini-2.5-flash',
  ),
  {
    name: 'A stream of Anthropic that begins with an error has failed, and is not charged',
    steps: [
      fetched(
        '/v1/messages',
        { events: [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }] },
        { model: ASKED_MODEL, messages: [], stream: true },
      ),
    ],
    records: [
      free({
        endpoint: 'messages',
        modelName: ASKED_MODEL,
        also: { outcome: 'failed', failure: 'provider', streamed: true },
      }),
    ],
  },
];
