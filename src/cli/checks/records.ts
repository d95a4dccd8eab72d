import { mongo } from 'mongoose';
import { type Counted, type RecordGaps, recordGapsOf, recordGapsPipeline } from '../../analytics';
import { type UnpricedReason, USAGE_COLLECTION } from '../../usage';
import { type Finding, type Inside, ok, type Recent, skip, warn } from './check';

const HOUR_MS = 3_600_000;
const DAYS = 7;
const MOST_RECORDS = 100_000;
const PATIENCE_MS = 5_000;
const SLOW_MS = 2_000;
const MAX_TIME_EXPIRED = 50;

const MAKE_A_CALL =
  'Make a call with a token: POST /api/test-generation, as the README shows. Your own feature must inject the OpenAI client: one that it makes itself is not seen.';

export async function lookAtLastRecord({ database }: Inside): Promise<Finding> {
  const [last] = await database.db
    .collection<{ readonly timestamp: Date }>(USAGE_COLLECTION)
    .find({ isActive: true }, { projection: { timestamp: 1 }, maxTimeMS: PATIENCE_MS })
    .sort({ timestamp: -1 })
    .limit(1)
    .toArray();
  if (last === undefined) return warn('There is none', MAKE_A_CALL);
  const hours = (Date.now() - last.timestamp.getTime()) / HOUR_MS;
  const found = `Of ${last.timestamp.toISOString()}, ${ageText(hours)}`;
  if (hours < -0.1) return warn(found, 'Set the clock of the machine that made it.');
  return hours > DAYS * 24 ? warn(found, MAKE_A_CALL) : ok(found);
}

function ageText(hours: number): string {
  if (hours < -0.1) return 'in the future';
  if (hours < 1) return `${Math.max(0, Math.floor(hours * 60))} minutes ago`;
  return hours < 48 ? `${Math.floor(hours)} hours ago` : `${Math.floor(hours / 24)} days ago`;
}

/** Asks once what the records of the last days lack: no longer than it may take, and of so many records at most. */
export async function askRecent({ db }: Inside['database']): Promise<Recent> {
  const from = new Date(Date.now() - DAYS * 24 * HOUR_MS);
  const asked = performance.now();
  try {
    const pipeline = recordGapsPipeline({ from }, MOST_RECORDS);
    const rows = await db
      .collection(USAGE_COLLECTION)
      .aggregate(pipeline, { maxTimeMS: PATIENCE_MS })
      .toArray();
    return { gaps: recordGapsOf(rows), tookMs: performance.now() - asked };
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === MAX_TIME_EXPIRED)) throw error;
    return { gaps: undefined, tookMs: performance.now() - asked };
  }
}

export async function lookAtSpeed({ recent, database }: Inside): Promise<Finding> {
  const { gaps, tookMs } = await recent();
  const records = gaps === undefined ? 'the records' : `${gaps.records} records`;
  const found = `A question about ${records} of the last ${DAYS} days took ${tookMs.toFixed(0)} ms`;
  if (tookMs < SLOW_MS) return ok(found);
  return warn(
    found,
    database.kind === 'MongoDB'
      ? 'See the indexes above. If they are there, the MongoDB is busy, or too small for its records.'
      : 'The embedded store is for up to 100,000 records: set MONGODB_URI.',
  );
}

export const lookAtUsers = share({
  what: 'without a user',
  look: ({ withoutUser, operationsWithoutUser }) => ({ count: withoutUser, most: operationsWithoutUser }),
  fix: () =>
    'A route must ask for a token (not be @Public()), and a job say whom it works for: runAsCaller({ userId, operation }, …).',
});

export const lookAtUsage = share({
  what: 'without usage',
  look: ({ withoutUsage }) => ({ count: withoutUsage, most: [] }),
  fix: () =>
    'The server must answer with `usage`, and OPENAI_INCLUDE_USAGE be true for streams. A call that was cut off before its answer has none.',
});

export const lookAtPrices = share({
  what: 'without a price',
  look: ({ withoutPrice, modelsWithoutPrice }) => ({ count: withoutPrice, most: modelsWithoutPrice }),
  fix: (most) => {
    const reasons = new Set(most.map(({ reason }) => reason));
    const fixes = UNPRICED.filter(([reason]) => reasons.has(reason)).map(([, fix]) => fix);
    return [...fixes, 'Records that are stored stay as they are.'].join(' ');
  },
});

const UNPRICED: readonly (readonly [reason: UnpricedReason, fix: string])[] = [
  [
    'unknown_model',
    'unknown_model: append its price, with day and source, to src/pricing/price-book.ts, or npm update @pydantic/genai-prices.',
  ],
  [
    'service_tier',
    'service_tier: append what the vendor prints for the tier to the price of the model in src/pricing/price-book/.',
  ],
  [
    'no_rate',
    'no_rate: append the price of what was used beside text (audio, images, cache writes) in src/pricing/price-book/.',
  ],
  [
    'tool_price',
    'tool_price: append the price of the tool, with day and source, to src/pricing/tool-prices.ts.',
  ],
  ['no_usage', 'no_usage: see usage above.'],
];

export const lookAtFailures = share({
  what: 'failed',
  look: ({ failed, failures }) => ({ count: failed, most: failures }),
  fix: () =>
    'http (401): look at OPENAI_API_KEY. http (429): at its limits. unreachable: at OPENAI_BASE_URL and the network.',
  // A few always do.
  fine: 0.1,
});

interface Share {
  readonly what: string;
  readonly look: (gaps: RecordGaps) => { readonly count: number; readonly most: readonly Counted[] };
  readonly fix: (most: readonly Counted[]) => string;
  /** The part of all records up to which it is well. */
  readonly fine?: number;
}

/** A check of how many of the recent records have something that they should not have. */
function share({ what, look, fix, fine = 0 }: Share) {
  return async ({ recent }: Inside): Promise<Finding> => {
    const { gaps } = await recent();
    if (gaps === undefined) return skip('It takes too long to find out');
    if (gaps.records === 0) return skip(`There is no record of the last ${DAYS} days`);
    const { count, most } = look(gaps);
    const percent = ((100 * count) / gaps.records).toFixed(1);
    const found = `${count} of ${gaps.records} (${percent} %) ${what}${listOf(most)}`;
    return count > fine * gaps.records ? warn(found, fix(most)) : ok(found);
  };
}

const listOf = (most: readonly Counted[]) =>
  most.length === 0 ? '' : `: ${most.map(countedText).join(', ')}`;

function countedText({ name, reason, records }: Counted): string {
  // Names come from whoever called, and must not be able to write to a terminal.
  const shown = /^[\w.:/-]+$/.test(name) ? name : JSON.stringify(name);
  return `${shown} ${reason === undefined ? '' : `(${reason}) `}${records}`;
}
