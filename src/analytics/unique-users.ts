import { type Interval } from '../calendar';
import { PERIODS, USER_SETS, USERS } from '../usage';
import { disjointCover, type Stretch } from './cover';
import { setsIn } from './ranges';
import { type UsageDatabase } from './usage-database';
import { UserBitmap } from './user-bitmap';

/** The sets that together hold all users of an interval of whole quarters of an hour, as they are stored. */
export function setsOfUsers(database: UsageDatabase, interval: Interval): Promise<readonly Uint8Array[]> {
  const { stretches } = disjointCover(interval, PERIODS.toReversed());
  return database.bytes(USER_SETS, userSetsPipeline(stretches));
}

export function userSetsPipeline(stretches: readonly Omit<Stretch, 'sign'>[]) {
  return [{ $match: { $or: stretches.map(setsIn) } }];
}

/** How many users there are in some sets and beside them, each counted once. */
export async function countUsers(
  database: UsageDatabase,
  sets: readonly Uint8Array[],
  beside: ReadonlySet<string>,
): Promise<number> {
  const known = beside.size === 0 ? [] : await database.rows(USERS, knownUsersPipeline([...beside]));
  const users = new UserBitmap();
  for (const set of sets) users.add(set);
  for (const { ordinal } of known as readonly KnownRow[]) users.put(Number(ordinal));
  // Who has no ordinal is in no set.
  return users.size + beside.size - known.length;
}

interface KnownRow {
  readonly ordinal: number | bigint;
}

/** A row for each of these users who has an ordinal. */
export function knownUsersPipeline(userIds: readonly string[]) {
  return [{ $match: { _id: { $in: userIds } } }];
}
