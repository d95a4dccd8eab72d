import fc from 'fast-check';
import { Types } from 'mongoose';
import { type UsageRecord } from '../../src/usage';
import { LEDGER_STEPS } from './ledger-instance';
import { usageRecord } from './test-service';

/** One thing that happens to one of two instances. `which` points at a call that was made before. */
export type LedgerEvent = { readonly by: 0 | 1 } & (
  | { readonly kind: 'calls'; readonly calls: readonly Partial<UsageRecord>[] }
  | { readonly kind: 'sent again'; readonly which: readonly number[] }
  | { readonly kind: 'set active'; readonly which: readonly number[]; readonly isActive: boolean }
  | { readonly kind: 'dies'; readonly step: (typeof LEDGER_STEPS)[number]; readonly times: number }
  | { readonly kind: 'restarts' }
);

const by = fc.constantFrom(0 as const, 1 as const);

// Around the ends of quarters of an hour, days, months and a year, so that there is something to put into the wrong place.
const instant = fc
  .tuple(
    fc.constantFrom('2023-12-31T23:59:59.999Z', '2024-02-29T00:00:00.000Z', '2024-03-01T12:15:00.000Z'),
    fc.integer({ min: -2, max: 2 }),
  )
  .map(([text, quarters]) => new Date(Date.parse(text) + quarters * 450_000));

const cost = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt(0n, 10_000_000n) },
  { weight: 1, arbitrary: fc.bigInt(2n ** 53n, 2n ** 55n) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const tokens = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** What a call may have been. */
export const ledgerCall: fc.Arbitrary<Partial<UsageRecord>> = fc
  .record({
    timestamp: instant,
    userId: fc.constantFrom('alice', 'bob', 'a.$b', null),
    userEmail: fc.constantFrom('one@example.com', 'two@example.com', null),
    modelName: fc.constantFrom('gpt-4o', 'gpt.4$o'),
    operation: fc.constantFrom('summary', 'review'),
    outcome: fc.constantFrom('succeeded' as const, 'stopped' as const, 'failed' as const),
    usageSource: fc.constantFrom('reported' as const, 'estimated' as const),
    costNanoUsd: cost,
    promptTokens: tokens,
    completionTokens: tokens,
    totalTokens: tokens,
    cachedTokens: tokens,
    cacheWriteTokens: tokens,
    reasoningTokens: tokens,
    audioTokens: tokens,
    userName: fc.option(fc.constantFrom('Al', 'Bo'), { nil: undefined }),
  })
  .map(({ userName, ...said }) => ({
    ...said,
    costStatus: said.costNanoUsd === null ? 'unpriced' : 'priced',
    ...(userName !== undefined && { userName }),
  }));

export const ledgerEvent: fc.Arbitrary<LedgerEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('calls' as const),
      by,
      calls: fc.array(ledgerCall, { minLength: 1, maxLength: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('sent again' as const),
      by,
      which: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 10 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('set active' as const),
      by,
      // All at once, and some of them twice.
      which: fc.array(fc.oneof(fc.nat(3), fc.nat(1_000)), { minLength: 1, maxLength: 4 }),
      isActive: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('dies' as const),
      by,
      step: fc.constantFrom(...LEDGER_STEPS),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restarts' as const), by }) },
);

export const ledgerHistory = fc.array(ledgerEvent, { minLength: 1, maxLength: 14 });

export function recordOf(said: Partial<UsageRecord>): UsageRecord {
  const record = usageRecord({ ...said, _id: new Types.ObjectId() });
  const { costNanoUsd } = record;
  return { ...record, cost: costNanoUsd === null ? null : Number(`${costNanoUsd}e-9`) };
}
