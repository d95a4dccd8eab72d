import { type Interval } from '../calendar';
import { PERIODS, USAGE_COLLECTION, USER_SETS, USERS } from '../usage';
import { activeRecords } from './active-records';
import { disjointCover, type Stretch } from './cover';
import { inStretch } from './ranges';
import { type UsageDatabase } from './usage-database';
import { UserBitmap } from './user-bitmap';

/** How many users called in an interval, exactly. */
export async function uniqueUsers(database: UsageDatabase, interval: Interval): Promise<number> {
  const { stretches, edges } = disjointCover(interval, PERIODS.toReversed());
  const [sets, ...ofEdges] = await Promise.all([
    stretches.length === 0 ? [] : database.bytes(USER_SETS, userSetsPipeline(stretches)),
    ...edges.map((edge) => database.rows(USAGE_COLLECTION, usersOfRecordsPipeline(edge))),
  ]);
  const userIds = new Set(ofEdges.flat().map((row) => (row as { readonly _id: string })._id));
  const known = userIds.size === 0 ? [] : await database.rows(USERS, knownUsersPipeline([...userIds]));
  return uniqueUsersOf(sets, userIds, known);
}

/** The sets of all stretches, as they are stored. */
export function userSetsPipeline(stretches: readonly Omit<Stretch, 'sign'>[]) {
  return [{ $match: { $or: stretches.map(inStretch) } }];
}

/** One row for each user with records in an interval. */
export function usersOfRecordsPipeline(interval: Interval) {
  return [{ $match: { ...activeRecords(interval), userId: { $ne: null } } }, { $group: { _id: '$userId' } }];
}

/** A row for each of these users who has an ordinal. */
export function knownUsersPipeline(userIds: readonly string[]) {
  return [{ $match: { _id: { $in: userIds } } }];
}

/** Who has no ordinal is in no set. */
function uniqueUsersOf(
  sets: readonly Uint8Array[],
  userIds: ReadonlySet<string>,
  known: readonly unknown[],
): number {
  const users = new UserBitmap();
  for (const set of sets) users.add(set);
  for (const { ordinal } of known as readonly { readonly ordinal: number | bigint }[])
    users.put(Number(ordinal));
  return users.size + userIds.size - known.length;
}
