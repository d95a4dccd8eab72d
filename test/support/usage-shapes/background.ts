import { respond, response, responseTokens, streamedResponse } from './openai-answers';
import { free, look, post, priced, unpriced, type UsageShape } from './shape';

const endpoint = 'responses';
const BACKGROUND = { background: true };
const NOON = 1_795_521_600; // 2026-11-24T12:00:00Z

/** A response in the background, each with an id of its own: it is counted once, whoever sees it. */
const inBackground = (id: string, status: string, more: object = {}) =>
  response('gpt-5-2025-08-07', null, { id, status, output: [], ...BACKGROUND, ...more });

const ended = (id: string, more: object = {}) =>
  inBackground(id, 'completed', {
    usage: responseTokens(1_000, 0, 200, 128),
    completed_at: NOON + 90,
    ...more,
  });

// gpt-5: 1.25, output 10; PRICING
const BILL = {
  used: {
    input: [1_000, 1_250, 1_250_000n],
    output: [72, 10_000, 720_000n],
    reasoning: [128, 10_000, 1_280_000n],
  },
  costNanoUsd: 3_250_000n,
} as const;

/** o3 of a day: the day before its price changed, and the day of the change. */
const o3Of = (id: string, created_at: number) =>
  look(`/responses/${id}`, {
    body: response('o3-2025-04-16', responseTokens(100, 0, 10, 0), { id, created_at, ...BACKGROUND }),
  });

export const BACKGROUND_SHAPES: readonly UsageShape[] = [
  {
    name: 'A response in the background counts when it is seen to have ended, and once',
    steps: [
      respond(inBackground('resp_seen', 'queued'), BACKGROUND),
      look('/responses/resp_seen', { body: inBackground('resp_seen', 'in_progress') }),
      look('/responses/resp_seen', { body: ended('resp_seen') }),
      look('/responses/resp_seen', { body: ended('resp_seen') }),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5-2025-08-07',
        ...BILL,
        also: { timestamp: new Date('2026-11-24T12:00:00Z'), durationMs: 90_000 },
      }),
    ],
  },
  {
    name: 'A response in the background that somebody else began counts too',
    steps: [look('/responses/resp_found', { body: ended('resp_found') })],
    records: [priced({ endpoint, modelName: 'gpt-5-2025-08-07', ...BILL })],
  },
  {
    name: 'A streamed response in the background counts when its stream ends',
    steps: [streamedResponse(ended('resp_streamed'), 'response.completed', BACKGROUND)],
    records: [priced({ endpoint, modelName: 'gpt-5-2025-08-07', ...BILL, also: { streamed: true } })],
  },
  {
    name: 'A response in the background has the price of the day on which it began',
    steps: [o3Of('resp_before', 1_749_470_400)],
    records: [
      priced({
        endpoint,
        modelName: 'o3-2025-04-16',
        // o3 until 2025-06-09: 10, output 40; github.com/langfuse/langfuse/pull/7223
        used: { input: [100, 10_000, 1_000_000n], output: [10, 40_000, 400_000n] },
        costNanoUsd: 1_400_000n,
        also: { timestamp: new Date('2025-06-09T12:00:00Z') },
      }),
    ],
  },
  {
    name: 'A response in the background of the next day has the next price',
    steps: [o3Of('resp_after', 1_749_556_800)],
    records: [
      priced({
        endpoint,
        modelName: 'o3-2025-04-16',
        // o3 from 2025-06-10: 2, output 8; PRICING
        used: { input: [100, 2_000, 200_000n], output: [10, 8_000, 80_000n] },
        costNanoUsd: 280_000n,
        also: { timestamp: new Date('2025-06-10T12:00:00Z') },
      }),
    ],
  },
  {
    name: 'A response that is cancelled was stopped, and what it used is unknown',
    steps: [
      respond(inBackground('resp_cancelled', 'in_progress'), BACKGROUND),
      post('/responses/resp_cancelled/cancel', {}, { body: inBackground('resp_cancelled', 'cancelled') }),
    ],
    records: [
      unpriced({ endpoint, modelName: 'gpt-5-2025-08-07', why: 'no_usage', also: { outcome: 'stopped' } }),
    ],
  },
  {
    name: 'A response that fails in the background is not charged',
    steps: [
      respond(inBackground('resp_failed', 'queued'), BACKGROUND),
      look('/responses/resp_failed', {
        body: inBackground('resp_failed', 'failed', { error: { code: 'server_error', message: 'Sorry.' } }),
      }),
    ],
    records: [
      free({ endpoint, modelName: 'gpt-5-2025-08-07', also: { outcome: 'failed', failure: 'provider' } }),
    ],
  },
];
