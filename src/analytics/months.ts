import { type Interval } from '../calendar';
import { USER_SETS, type UserSet } from '../usage';
import { inStretch } from './ranges';
import { type UsageDatabase } from './usage-database';

/** The months of an interval in which any user called, the earliest first. Asked for so that a user's own can be looked up one by one. */
export async function monthsOfUsers(database: UsageDatabase, interval: Interval): Promise<readonly Date[]> {
  return monthsOf(await database.rows(USER_SETS, monthsPipeline(interval)));
}

/** One row for each chunk of users in each month. It reads nothing but the index. */
export function monthsPipeline({ from, before }: Interval) {
  const months = { period: 'month', ...(from && { from }), ...(before && { before }) } as const;
  return [{ $match: inStretch(months) }, { $project: { _id: 1 } }];
}

function monthsOf(rows: readonly unknown[]): readonly Date[] {
  const starts = (rows as readonly Pick<UserSet, '_id'>[]).map(({ _id }) => _id.start.getTime());
  return [...new Set(starts)].sort((one, other) => one - other).map((start) => new Date(start));
}
