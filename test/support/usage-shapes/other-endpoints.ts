import { free, post, priced, type Step, type UsageShape } from './shape';

const embedding = (model: string, tokens: number) =>
  post(
    '/embeddings',
    { model, input: ['Hello', 'world'], encoding_format: 'float' },
    {
      body: {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5] }],
        model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      },
    },
  );

const completion = (model: string, finish: string | null, usage: object | null) => ({
  id: 'cmpl-1',
  object: 'text_completion',
  created: 1_795_521_600,
  model,
  choices: finish === null ? [] : [{ text: 'Hello', index: 0, logprobs: null, finish_reason: finish }],
  usage,
});

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

const nothing = (name: string, step: Step): UsageShape => ({ name, steps: [step], records: [] });

export const OTHER_ENDPOINT_SHAPES: readonly UsageShape[] = [
  {
    name: 'An embedding uses its prompt and completes nothing',
    steps: [embedding('text-embedding-3-large', 100)],
    records: [
      priced({
        endpoint: 'embeddings',
        modelName: 'text-embedding-3-large',
        // text-embedding-3-large: 0.13; PRICING
        used: { input: [100, 130, 13_000n] },
        costNanoUsd: 13_000n,
      }),
    ],
  },
  {
    name: 'An embedding may be answered by another name of its model',
    steps: [embedding('text-embedding-ada-002-v2', 8)],
    records: [
      priced({
        endpoint: 'embeddings',
        modelName: 'text-embedding-ada-002-v2',
        // text-embedding-ada-002: 0.10; PRICING
        used: { input: [8, 100, 800n] },
        costNanoUsd: 800n,
      }),
    ],
  },
  {
    name: 'Moderation is free of charge',
    steps: [
      post(
        '/moderations',
        { model: 'omni-moderation-latest', input: 'Hello' },
        {
          body: {
            id: 'modr-1',
            model: 'omni-moderation-latest',
            results: [
              { flagged: false, categories: { violence: false }, category_scores: { violence: 0.01 } },
            ],
          },
        },
      ),
    ],
    // «Made available free of charge»; PRICING 2026-03
    records: [free({ endpoint: 'moderations', modelName: 'omni-moderation-latest' })],
  },
  {
    name: 'A completion of a base model costs the same in both directions',
    steps: [
      post(
        '/completions',
        { model: 'davinci-002', prompt: 'Hello' },
        { body: completion('davinci-002', 'stop', USAGE) },
      ),
    ],
    records: [
      priced({
        endpoint: 'completions',
        modelName: 'davinci-002',
        // davinci-002: 2, output 2; PRICING
        used: { input: [10, 2_000, 20_000n], output: [5, 2_000, 10_000n] },
        costNanoUsd: 30_000n,
      }),
    ],
  },
  {
    name: 'A streamed completion says its usage in its last chunk',
    steps: [
      post(
        '/completions',
        { model: 'babbage-002', prompt: 'Hello', stream: true },
        {
          events: [
            completion('babbage-002', 'length', null),
            completion('babbage-002', null, USAGE),
            '[DONE]',
          ],
        },
      ),
    ],
    records: [
      priced({
        endpoint: 'completions',
        modelName: 'babbage-002',
        // babbage-002: 0.40, output 0.40; PRICING
        used: { input: [10, 400, 4_000n], output: [5, 400, 2_000n] },
        costNanoUsd: 6_000n,
        also: { streamed: true },
      }),
    ],
  },
  nothing(
    'A message that is put into a thread is no call of a model',
    post(
      '/threads/thread_1/messages',
      { role: 'user', content: 'Hello' },
      { body: { id: 'msg_1', object: 'thread.message' } },
    ),
  ),
  nothing(
    'A secret for a client of Realtime is no call of a model',
    post(
      '/realtime/client_secrets',
      { session: { type: 'realtime' } },
      { body: { value: 'ek_1', expires_at: 1_795_521_600 } },
    ),
  ),
];
