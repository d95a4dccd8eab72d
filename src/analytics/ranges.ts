import { type Stretch } from './cover';

/** Before and after all that a date can be. */
export const EARLIEST = new Date(-8.64e15);
export const LATEST = new Date(8.64e15);

/**
 * Matches the sets of users of a stretch by their `_id`. Documents compare field by field, and a shorter one comes first:
 * what begins with the same fields is one range of the index.
 */
export function setsIn({ period, from = EARLIEST, before = LATEST }: Omit<Stretch, 'sign'>) {
  return { _id: { $gte: { period, start: from }, $lt: { period, start: before } } };
}

/** Matches the rollups of all that was in a stretch. */
export function rollupsIn({ period: all, from = EARLIEST, before = LATEST }: Omit<Stretch, 'sign'>) {
  return { _id: { $gte: { all, start: from }, $lt: { all, start: before } } };
}

/** Matches months of all users. */
export const inMonths = (months: readonly Date[]) => ({ '_id.month': { $in: months } });

/** Matches months of some users, each of which is looked up. */
export const monthsOfEach = (userIds: readonly string[], months: readonly Date[]) => ({
  _id: { $in: userIds.flatMap((userId) => months.map((month) => ({ month, userId }))) },
});
