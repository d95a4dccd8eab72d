import fc from 'fast-check';
import { type mongo } from 'mongoose';

/** Something that happens to the rollups, past the ledger. */
export interface Damage {
  readonly what:
    | 'a sum'
    | 'lost rollups'
    | 'lost user months'
    | 'days of users'
    | 'lost sets'
    | 'first calls'
    | 'bits'
    | 'a number that is none';
  readonly period: 'quarter' | 'day' | 'month';
}

export const ledgerDamage: fc.Arbitrary<Damage> = fc.record({
  what: fc.constantFrom(
    'a sum' as const,
    'lost rollups' as const,
    'lost user months' as const,
    'days of users' as const,
    'lost sets' as const,
    'first calls' as const,
    'bits' as const,
    'a number that is none' as const,
  ),
  period: fc.constantFrom('quarter' as const, 'day' as const, 'month' as const),
});

export async function doDamage(db: mongo.Db, { what, period }: Damage): Promise<void> {
  const rollups = db.collection('openai_usage_rollups');
  const months = db.collection('openai_usage_user_months');
  const sets = db.collection('openai_usage_user_sets');
  const some = { '_id.period': period };
  const sums = { $or: [some, { '_id.all': period }] };
  switch (what) {
    case 'a sum':
      await rollups.updateMany(sums, { $inc: { totalTokens: 7, costNanoUsd: -1 } });
      await months.updateOne({}, { $inc: { promptTokens: 1 } });
      return;
    case 'lost rollups':
      await rollups.deleteMany(sums);
      return;
    case 'lost user months':
      await months.deleteMany({});
      return;
    case 'days of users':
      await months.updateMany({}, { $inc: { 'days.2.totalRequests': 1 } });
      return;
    case 'lost sets':
      await sets.deleteMany(some);
      return;
    case 'first calls':
      await months.updateMany({}, { $set: { firstAt: new Date(0) }, $unset: { lastEmail: '' } });
      return;
    case 'bits':
      await sets.updateMany(some, { $bit: { 'words.0': { or: 2n } } });
      return;
    case 'a number that is none':
      await rollups.updateOne(sums, { $set: { cachedTokens: 0.5 } });
      return;
  }
}
