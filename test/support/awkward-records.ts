import { Double, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { awkwardInstants } from './awkward-days';
import { usageRecord } from './test-service';

/** What a collection of usage records may hold, if not only this version of the service has written it. */
export type StoredRecord = Readonly<Record<string, unknown>> & { readonly _id: ObjectId };

/** So few that some come twice. */
const ids = fc.nat(40).map((n) => new ObjectId(n.toString(16).padStart(24, '0')));

/** Whole, and below 2 ** 53 in sum: beyond it, a sum of doubles depends on the order of the groups, which MongoDB leaves open. */
const counts = fc.oneof(
  { weight: 6, arbitrary: fc.nat(100_000) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 40) },
  { weight: 1, arbitrary: fc.nat(1000).map((n) => new Double(n)) },
  { weight: 1, arbitrary: fc.nat(1000).map((n) => Long.fromNumber(n)) },
);
const money = fc.oneof(
  { weight: 5, arbitrary: fc.nat(10_000_000).map(BigInt) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 55n + 1n) },
  { weight: 1, arbitrary: fc.nat(1000).map((n) => new Int32(n)) },
);
const users = fc.constantFrom('alice', 'Alice', 'bob', 'żółw', '😀', '\uffee', '', '$ne', 'a.b', '7', null);

const fields = fc.record({
  _id: ids,
  userId: users,
  userEmail: fc.constantFrom('new@example.com', 'old@example.com', '', null),
  promptTokens: counts,
  completionTokens: counts,
  totalTokens: counts,
  cachedTokens: counts,
  reasoningTokens: counts,
  costNanoUsd: money,
  cost: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 10, noNaN: true })),
  costStatus: fc.constantFrom('priced', 'estimated', 'unpriced', 'free'),
  usageSource: fc.constantFrom('reported', 'estimated', 'missing', 'none'),
  outcome: fc.constantFrom('succeeded', 'stopped', 'failed'),
  timestamp: awkwardInstants,
  isActive: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.boolean() }),
  durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

/** A field that is not there, is null, or is of another kind than it should be. */
const defects = fc.dictionary(
  fc.constantFrom(
    'userId',
    'userEmail',
    'totalTokens',
    'costNanoUsd',
    'outcome',
    'costStatus',
    'usageSource',
    'timestamp',
    'isActive',
    'route',
  ),
  fc.constantFrom<unknown>(undefined, undefined, null, 'text', 1, true, new Date(0)),
  { maxKeys: 3 },
);

const records: fc.Arbitrary<StoredRecord> = fc
  .tuple(fields, fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: defects }))
  .map(([record, defect]) => {
    const whole = { ...usageRecord(), ...record, ...defect };
    return Object.fromEntries(
      Object.entries<unknown>(whole).filter(([, value]) => value !== undefined),
    ) as unknown as StoredRecord;
  });

/** One set in twelve is empty. */
export const awkwardRecords: fc.Arbitrary<readonly StoredRecord[]> = fc.oneof(
  { weight: 11, arbitrary: fc.array(records, { minLength: 1, maxLength: 40, size: 'max' }) },
  { weight: 1, arbitrary: fc.constant([]) },
);

export const awkwardUsers: fc.Arbitrary<string> = users.map((user) => user ?? 'nobody');
