import { responseTokens } from './openai-answers';
import { type Bill, free, look, post, priced, unpriced, type UsageShape } from './shape';

const endpoint = 'batches';
const NOON = 1_795_521_600; // 2026-11-24T12:00:00Z

const batch = (id: string, status: string, more: object = {}) => ({
  id,
  object: 'batch',
  endpoint: '/v1/responses',
  errors: null,
  input_file_id: 'file-1',
  completion_window: '24h',
  status,
  output_file_id: null,
  error_file_id: null,
  created_at: NOON,
  request_counts: { total: 2, completed: 2, failed: 0 },
  metadata: null,
  ...more,
});

/** A batch that is seen when it has ended, and what its model charged. */
function endedBatch(
  name: string,
  id: string,
  model: string,
  usage: object,
  bill: Bill & { readonly answered?: object },
) {
  const body = batch(id, 'completed', { model, usage, completed_at: NOON + 3_600, ...bill.answered });
  const record = priced({
    endpoint,
    modelName: model,
    ...bill,
    also: { serviceTier: 'batch', ...bill.also },
  });
  return { name, steps: [look(`/batches/${id}`, { body })], records: [record] };
}

/** All requests of a batch have one usage, at half the price of the standard tier but for what PRICING prints otherwise. */
export const BATCH_SHAPES: readonly UsageShape[] = [
  {
    name: 'A batch counts when it is seen to have ended, and once',
    steps: [
      post(
        '/batches',
        { input_file_id: 'file-1', endpoint: '/v1/responses', completion_window: '24h' },
        { body: batch('batch_1', 'validating') },
      ),
      look('/batches/batch_1', { body: batch('batch_1', 'in_progress') }),
      ...[1, 2].map(() =>
        look('/batches/batch_1', {
          body: batch('batch_1', 'completed', {
            model: 'gpt-5-2025-08-07',
            usage: responseTokens(1_500, 1_024, 500, 300),
            completed_at: NOON + 3_600,
          }),
        }),
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5-2025-08-07',
        // gpt-5 in batches: 0.625, cached 0.0625, output 5
        used: {
          input: [476, 625, 297_500n],
          cachedInput: [1_024, 62.5, 64_000n],
          output: [200, 5_000, 1_000_000n],
          reasoning: [300, 5_000, 1_500_000n],
        },
        costNanoUsd: 2_861_500n,
        also: { serviceTier: 'batch', timestamp: new Date('2026-11-24T12:00:00Z'), durationMs: 3_600_000 },
      }),
    ],
  },
  endedBatch(
    'A batch that expired pays for what was done',
    'batch_2',
    'gpt-4o-mini-2024-07-18',
    responseTokens(10_000, 0, 1_000, 0),
    {
      answered: { status: 'expired', expired_at: NOON + 86_400, completed_at: null },
      // gpt-4o-mini in batches: 0.075, output 0.30
      used: { input: [10_000, 75, 750_000n], output: [1_000, 300, 300_000n] },
      costNanoUsd: 1_050_000n,
    },
  ),
  endedBatch(
    'Batches of GPT-4o have no discount for a cache',
    'batch_3',
    'gpt-4o-2024-08-06',
    responseTokens(1_000, 500, 10, 0),
    {
      // gpt-4o in batches: 1.25, cached «-», output 5
      used: {
        input: [500, 1_250, 625_000n],
        cachedInput: [500, 1_250, 625_000n],
        output: [10, 5_000, 50_000n],
      },
      costNanoUsd: 1_300_000n,
    },
  ),
  endedBatch(
    'Batches of GPT-3.5 Turbo of 1106 cost what all else does',
    'batch_4',
    'gpt-3.5-turbo-1106',
    responseTokens(1_000, 0, 100, 0),
    {
      // gpt-3.5-turbo-1106 in batches: 1, output 2, as in the standard tier
      used: { input: [1_000, 1_000, 1_000_000n], output: [100, 2_000, 200_000n] },
      costNanoUsd: 1_200_000n,
    },
  ),
  endedBatch(
    'Batches of embeddings complete nothing',
    'batch_5',
    'text-embedding-3-small',
    responseTokens(1_000_000, 0, 0, 0),
    {
      answered: { endpoint: '/v1/embeddings' },
      // text-embedding-3-small in batches: 0.01; a copy of the pricing page of autumn 2025
      used: { input: [1_000_000, 10, 10_000_000n] },
      costNanoUsd: 10_000_000n,
    },
  ),
  endedBatch(
    'Many short requests of a batch are not taken for a long one',
    'batch_6',
    'gpt-5.4-2026-03-05',
    responseTokens(300_000, 0, 10_000, 0),
    {
      answered: { request_counts: { total: 100, completed: 100, failed: 0 } },
      // gpt-5.4 in batches: 1.25, output 7.50. Whether one of them was longer than 272,000 tokens, nobody says.
      used: { input: [300_000, 1_250, 375_000_000n], output: [10_000, 7_500, 75_000_000n] },
      costNanoUsd: 450_000_000n,
      also: { costStatus: 'estimated' },
    },
  ),
  {
    name: 'A batch that is cancelled was stopped, and pays for what was done',
    steps: [
      post('/batches/batch_7/cancel', {}, { body: batch('batch_7', 'cancelling') }),
      look('/batches/batch_7', {
        body: batch('batch_7', 'cancelled', {
          model: 'gpt-4.1-mini-2025-04-14',
          usage: responseTokens(500, 0, 50, 0),
        }),
      }),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-4.1-mini-2025-04-14',
        // gpt-4.1-mini in batches: 0.20, output 0.80
        used: { input: [500, 200, 100_000n], output: [50, 800, 40_000n] },
        costNanoUsd: 140_000n,
        also: { outcome: 'stopped', serviceTier: 'batch' },
      }),
    ],
  },
  {
    name: 'A batch of before 2025-09-07 says neither its model nor what it used',
    steps: [
      look('/batches/batch_8', {
        body: batch('batch_8', 'completed', { created_at: 1_755_691_200, completed_at: 1_755_694_800 }),
      }),
    ],
    records: [
      unpriced({
        endpoint,
        modelName: 'unknown',
        why: 'no_usage',
        also: { timestamp: new Date('2025-08-20T12:00:00Z') },
      }),
    ],
  },
  {
    name: 'A batch that was refused is not charged',
    steps: [
      look('/batches/batch_9', {
        body: batch('batch_9', 'failed', {
          errors: {
            object: 'list',
            data: [
              { code: 'invalid_json_line', line: 1, message: 'This line is not valid JSON.', param: null },
            ],
          },
          request_counts: { total: 0, completed: 0, failed: 0 },
        }),
      }),
    ],
    records: [free({ endpoint, modelName: 'unknown', also: { outcome: 'failed', failure: 'provider' } })],
  },
  {
    name: 'A list of batches uses nothing',
    steps: [
      look('/batches', {
        body: {
          object: 'list',
          data: [batch('batch_10', 'completed', { usage: responseTokens(500, 0, 50, 0) })],
          has_more: false,
        },
      }),
    ],
    records: [],
  },
];
