import { mongo } from 'mongoose';
import {
  endOf,
  type KnownUser,
  type Period,
  PERIODS,
  placeOf,
  startOf,
  type Summed,
  type UserMonth,
} from '../usage';
import { type LedgerCollections } from './ledger-collections';
import { setOf } from './user-sets';

/** What is no sum, and has to be looked up anew once a record of it has been corrected. */
export async function recompute(collections: LedgerCollections, records: readonly Summed[]): Promise<void> {
  for (const { userId, timestamp } of records) {
    if (userId === null) continue;
    await recomputeFirstAndLast(collections, { month: startOf('month', timestamp), userId }, timestamp);
    await recomputeSets(collections, userId, timestamp);
  }
}

/**
 * Tried again where the document has changed meanwhile.
 * @param without when the record was that has been taken out: if it was neither a first nor a last, nothing is to be done
 */
export async function recomputeFirstAndLast(
  { userMonths, records }: LedgerCollections,
  _id: UserMonth['_id'],
  without?: Date,
): Promise<void> {
  for (;;) {
    const month = await userMonths.findOne({ _id }, { projection: FIRSTS_AND_LASTS });
    if (month === null || (without !== undefined && !isSeenAt(month, without))) return;
    const values = await firstsAndLasts(records, activeRecords(_id.userId, 'month', _id.month));
    const { matchedCount } = await userMonths.updateOne({ _id, version: month.version }, setting(values));
    if (matchedCount > 0) return;
  }
}

const FIRSTS_AND_LASTS = { version: 1, firstAt: 1, lastAt: 1, lastEmail: 1, lastName: 1 } as const;

type FirstsAndLasts = Partial<Pick<UserMonth, 'firstAt' | 'lastAt' | 'lastEmail' | 'lastName'>>;

const isSeenAt = ({ firstAt, lastAt, lastEmail, lastName }: FirstsAndLasts, at: Date) =>
  [firstAt, lastAt, lastEmail?.at, lastName?.at].some((seen) => seen?.getTime() === at.getTime());

/** Each of the questions is answered by the index of a user's records: while a busy one is asked, the document changes. */
async function firstsAndLasts(records: LedgerCollections['records'], ofMonth: object) {
  const one = async (filter: object, order: Record<string, 1 | -1>) =>
    (
      await records
        .find({ ...ofMonth, ...filter })
        .sort(order)
        .limit(1)
        .toArray()
    )[0];
  const lastWith = async (field: 'userEmail' | 'userName') => {
    const isThere = { [field]: { $ne: null } };
    const last = await one(isThere, { timestamp: -1 });
    // Of several in the same millisecond, the greatest.
    return last && one({ ...isThere, timestamp: last.timestamp }, { [field]: -1 });
  };
  const first = await one({}, { timestamp: 1 });
  const last = await one({}, { timestamp: -1 });
  const email = await lastWith('userEmail');
  const name = await lastWith('userName');
  return {
    firstAt: first?.timestamp,
    lastAt: last?.timestamp,
    lastEmail: email && { at: email.timestamp, text: email.userEmail },
    lastName: name && { at: name.timestamp, text: name.userName },
  };
}

/** Sets what there is, and removes the rest. */
function setting(values: Readonly<Record<string, unknown>>): mongo.UpdateFilter<UserMonth> {
  const entries = Object.entries(values);
  const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  const unset = Object.fromEntries(
    entries.filter(([, value]) => value === undefined).map(([key]) => [key, '']),
  );
  return {
    ...(Object.keys(set).length > 0 && { $set: set }),
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
  } as mongo.UpdateFilter<UserMonth>;
}

async function recomputeSets(collections: LedgerCollections, userId: string, at: Date): Promise<void> {
  const user = await collections.users.findOne({ _id: userId });
  if (user === null) return;
  for (const period of PERIODS)
    await settleInSet(collections, user, { period, start: startOf(period, at) }, true);
}

/** A set: the users of one stretch of time. */
export interface SetOfUsers {
  readonly period: Period;
  readonly start: Date;
}

/**
 * Puts a user into a set, or takes one out, until that is what the records say. Whoever lets a record count puts the user
 * in after that, and whoever takes one out looks after that: so the last one to look is right, whoever it is.
 * @param isIn whether the user is in the set, as far as is known
 */
export async function settleInSet(
  collections: LedgerCollections,
  user: KnownUser,
  { period, start }: SetOfUsers,
  isIn: boolean,
): Promise<void> {
  const active = activeRecords(user._id, period, start);
  for (let wasIn = isIn; ; wasIn = !wasIn) {
    const hasToBeIn = (await collections.records.findOne(active, { projection: { _id: 1 } })) !== null;
    if (hasToBeIn === wasIn) return;
    await setBit(collections, user, period, start, hasToBeIn);
  }
}

export function activeRecords(userId: string, period: Period, start: Date) {
  return { userId, isActive: true, timestamp: { $gte: start, $lt: endOf(period, start) } };
}

async function setBit(
  { userSets }: LedgerCollections,
  { ordinal }: KnownUser,
  period: Period,
  start: Date,
  isIn: boolean,
): Promise<void> {
  const { chunk, word, bit } = placeOf(ordinal);
  const change = isIn ? { or: mongo.Long.fromBigInt(bit) } : { and: mongo.Long.fromBigInt(~bit) };
  await userSets.updateOne(
    setOf(period, start, chunk),
    { $bit: { [`words.${word}`]: change } },
    { upsert: isIn },
  );
}
