import { Double, Int32, Long } from 'bson';
import fc from 'fast-check';
import {
  DAY_SUM_NAMES,
  PERIODS,
  ROLLUPS,
  startOf,
  SUM_NAMES,
  USER_MONTHS,
  USER_SETS,
  USERS,
} from '../../src/usage';
import { awkwardInstants } from './awkward-days';
import { awkwardUsers } from './awkward-records';

/** What the collections of the rollups may hold, if not only this version of the service has written them. */
export type StoredRollup = Readonly<Record<string, unknown>>;

const periods = fc.constantFrom(...PERIODS);
export const awkwardStarts = fc
  .tuple(periods, awkwardInstants)
  .map(([period, instant]) => startOf(period, instant));
export const awkwardMonths = awkwardInstants.map((instant) => startOf('month', instant));

/** Whole, and below 2 ** 53 in sum. Some are of another type, or no numbers. */
const amounts = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 10n ** 9n).map((n) => Long.fromBigInt(n)) },
  { weight: 1, arbitrary: fc.bigInt(-(10n ** 9n), 0n).map((n) => Long.fromBigInt(n)) },
  { weight: 1, arbitrary: fc.nat(1_000).map((n) => new Int32(n)) },
  { weight: 1, arbitrary: fc.nat(1_000).map((n) => new Double(n)) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'text', true) },
);
const sums = fc.dictionary(fc.constantFrom(...SUM_NAMES), amounts);
const days = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.dictionary(
      fc.integer({ min: 1, max: 31 }).map(String),
      fc.oneof(
        { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...DAY_SUM_NAMES), amounts) },
        { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'text') },
      ),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'text', 7) },
);

/** Ids of another shape lie between the others, or beside them: no range may find them by mistake, or lose its own. */
const otherIds = fc.oneof(
  fc.constantFrom<unknown>(
    'text',
    7,
    {},
    { period: 'day' },
    { period: 'day', start: null },
    { period: 'day', start: 'text' },
    { period: 'days', start: new Date(0) },
    { month: null },
    { month: 'text', userId: 'alice' },
    { userId: 'alice' },
  ),
  awkwardMonths.map((month) => ({ userId: 'alice', month })),
  awkwardStarts.map((start) => ({ start, period: 'day' })),
);
const withId = (ids: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: ids }, { weight: 1, arbitrary: otherIds });

const seen = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: awkwardInstants, text: fc.constantFrom('a', 'b', 'ż') }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'text', {}, { at: null, text: 'a' }) },
);

const ofKinds = fc.record({
  period: periods,
  start: awkwardStarts,
  modelName: fc.constantFrom('gpt-4o', ''),
  operation: fc.constantFrom('chat', '$ne'),
  outcome: fc.constantFrom('succeeded', 'failed'),
});
const ofAll = fc.record({ all: periods, start: awkwardStarts });

const rollups = fc
  .tuple(withId(fc.oneof(ofKinds, ofAll)), sums)
  .map(([_id, rest]) => ({ _id, ...rest, writers: {} }));

const userMonths = fc
  .tuple(
    withId(fc.record({ month: awkwardMonths, userId: awkwardUsers })),
    sums,
    fc.record({ lastEmail: seen, lastName: seen, days }, { requiredKeys: [] }),
  )
  .map(([_id, ...rest]) => Object.assign({ _id }, ...rest) as StoredRollup);

const userSets = fc
  .tuple(
    withId(fc.record({ period: periods, start: awkwardStarts, chunk: fc.nat(2) })),
    fc.dictionary(
      fc.nat(1_023).map(String),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => Long.fromBigInt(n)),
    ),
  )
  .map(([_id, words]) => ({ _id, words }));

const users = fc.tuple(awkwardUsers, fc.nat(100)).map(([_id, ordinal]) => ({ _id, ordinal }));

const some = <Document extends object>(documents: fc.Arbitrary<Document>) =>
  fc.array(documents as fc.Arbitrary<StoredRollup>, { minLength: 1, maxLength: 30, size: 'max' });

/** The documents of each collection. Some ids come twice. */
export const awkwardRollups: fc.Arbitrary<Readonly<Record<string, readonly StoredRollup[]>>> = fc.record({
  [ROLLUPS]: some(rollups),
  [USER_MONTHS]: some(userMonths),
  [USER_SETS]: some(userSets),
  [USERS]: some(users),
});
