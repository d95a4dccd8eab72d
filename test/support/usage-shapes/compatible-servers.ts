import { type FakeAnswer } from '../../../src/fake-openai';
import { unpricedChat, tokens } from './openai-answers';
import {
  ASKED_MODEL,
  fetched,
  free,
  post,
  priced,
  type ShapeRecord,
  type Step,
  unpriced,
  type UsageShape,
} from './shape';

const endpoint = 'chat.completions';
const MODEL = 'gpt-4o-mini-2024-07-18';

// gpt-4o-mini: 0.15, output 0.60; PRICING
const BILL = { used: { input: [10, 150, 1_500n], output: [5, 600, 3_000n] }, costNanoUsd: 4_500n } as const;

const completion = (model: string, usage: unknown, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_795_521_600,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage,
  ...more,
});

const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_795_521_600,
  model: MODEL,
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
});

const streamed = (answer: FakeAnswer): Step =>
  post('/chat/completions', { model: ASKED_MODEL, messages: [], stream: true }, answer);

/** A stream to the letter. */
const inLetters = (...lines: readonly string[]): FakeAnswer => ({
  headers: { 'content-type': 'text/event-stream' },
  body: lines.join(''),
});

const one = (name: string, step: Step, record: ShapeRecord): UsageShape => ({
  name,
  steps: [step],
  records: [record],
});

const ofStream = priced({ endpoint, modelName: MODEL, ...BILL, also: { streamed: true } });

/** Others that speak as OpenAI does, each with an accent. */
export const COMPATIBLE_SHAPES: readonly UsageShape[] = [
  one(
    'A deployment on Azure answers with the name of its model',
    fetched(
      '/openai/deployments/our-chat/chat/completions?api-version=2025-04-01-preview',
      {
        body: completion('gpt-4o-2024-08-06', tokens(100, 10), {
          prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
        }),
      },
      { messages: [] },
    ),
    priced({
      endpoint,
      modelName: 'gpt-4o-2024-08-06',
      // gpt-4o: 2.50, output 10; PRICING
      used: { input: [100, 2_500, 250_000n], output: [10, 10_000, 100_000n] },
      costNanoUsd: 350_000n,
      also: { requestedModel: 'our-chat' },
    }),
  ),
  one(
    'A stream of Azure begins with a chunk that has neither id nor model',
    fetched(
      '/openai/deployments/our-chat/chat/completions?api-version=2025-04-01-preview',
      {
        events: [
          {
            id: '',
            object: '',
            created: 0,
            model: '',
            choices: [],
            prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
          },
          chunk({ content: 'Grüße, 世界 🌍' }, null, { usage: null }),
          chunk({}, 'stop', { usage: null }),
          { ...chunk({}), choices: [], usage: tokens(10, 5) },
          '[DONE]',
        ],
      },
      { messages: [], stream: true },
    ),
    ofStream,
  ),
  unpricedChat(
    'OpenRouter says what it charged, by a name that nobody else has',
    'openai/gpt-4o-mini',
    {
      prompt_tokens: 194,
      completion_tokens: 2,
      total_tokens: 196,
      cost: 0.95,
      is_byok: false,
      cost_details: { upstream_inference_cost: 19 },
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    },
    {
      why: 'unknown_model',
      used: { input: 94, cacheWrite: 100, output: 2 },
      also: { unknownUsageFields: ['cost', 'cost_details.upstream_inference_cost'] },
    },
  ),
  unpricedChat(
    'DeepSeek says by other names what came from its cache',
    'deepseek-chat',
    {
      ...tokens(100, 10, { prompt_tokens_details: { cached_tokens: 64 } }),
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    },
    {
      why: 'unknown_model',
      used: { input: 36, cachedInput: 64, output: 10 },
      also: { unknownUsageFields: ['prompt_cache_hit_tokens', 'prompt_cache_miss_tokens'] },
    },
  ),
  unpricedChat(
    'Groq says how long it took',
    'llama-3.3-70b-versatile',
    { queue_time: 0.037, prompt_time: 0.0006, completion_time: 0, total_time: 0.0006, ...tokens(18, 2) },
    {
      why: 'unknown_model',
      used: { input: 18, output: 2 },
      also: { unknownUsageFields: ['queue_time', 'prompt_time', 'total_time'] },
    },
  ),
  one(
    'A stream may say its usage with its last word',
    streamed({ events: [chunk({ content: 'Hi' }), chunk({}, 'stop', { usage: tokens(10, 5) }), '[DONE]'] }),
    ofStream,
  ),
  one(
    'A stream that counts as it goes has used what it says last',
    streamed({
      events: [
        chunk({ content: 'Grüße ' }, null, { usage: tokens(10, 1) }),
        chunk({ content: '世界' }, null, { usage: tokens(10, 3) }),
        chunk({}, 'stop', { usage: tokens(10, 5) }),
        '[DONE]',
      ],
    }),
    ofStream,
  ),
  one(
    'A stream may have comments, other ends of lines, and no end',
    streamed(
      inLetters(
        ': OPENROUTER PROCESSING\r\n\r\n',
        `data:${JSON.stringify(chunk({ content: 'Grüße, 世界 🌍' }))}\r\n\r\n`,
        ': OPENROUTER PROCESSING\r\n\r\n',
        `data:${JSON.stringify(chunk({}, 'stop', { usage: tokens(10, 5) }))}\r\n\r\n`,
      ),
    ),
    ofStream,
  ),
  one(
    'A stream that is whole and says no usage is estimated by its words',
    streamed({ events: [chunk({ content: 'Hi' }), chunk({}, 'stop'), '[DONE]'] }),
    // One token each; gpt-4o-mini: 0.15, output 0.60
    priced({
      endpoint,
      modelName: MODEL,
      used: { input: [1, 150, 150n], output: [1, 600, 600n] },
      costNanoUsd: 750n,
      also: { streamed: true, usageSource: 'estimated', costStatus: 'estimated' },
    }),
  ),
  one(
    'An answer in one piece is read, although a stream was asked for',
    fetched(
      '/v1/chat/completions',
      { body: completion(MODEL, tokens(10, 5)) },
      { messages: [], stream: true },
    ),
    ofStream,
  ),
  one(
    'A stream that begins with an error has failed, and is not charged',
    streamed({ events: [{ error: { code: 502, message: 'Provider returned error' } }] }),
    free({
      endpoint,
      modelName: ASKED_MODEL,
      also: { outcome: 'failed', failure: 'provider', streamed: true },
    }),
  ),
  one(
    'An error that came with the status of success is one, and is not charged',
    fetched(
      '/v1/chat/completions',
      { body: { error: { code: 502, message: 'Provider returned error' }, user_id: 'user_1' } },
      { model: ASKED_MODEL, messages: [] },
    ),
    free({
      endpoint,
      modelName: ASKED_MODEL,
      also: { outcome: 'failed', failure: 'provider', httpStatus: 200 },
    }),
  ),
  one(
    'An answer that is a page says nothing',
    fetched(
      '/v1/chat/completions',
      { headers: { 'content-type': 'text/html' }, body: '<html><body>Welcome</body></html>' },
      { model: ASKED_MODEL, messages: [] },
    ),
    unpriced({ endpoint, modelName: ASKED_MODEL, why: 'no_usage' }),
  ),
];
