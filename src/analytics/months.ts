import { type Interval } from '../calendar';
import { endOf, startOf, USER_SETS, type UserSet } from '../usage';
import { setsIn } from './ranges';
import { type UsageDatabase } from './usage-database';

/**
 * The months of UTC, from one on until before another one, in which any user called, the earliest first: those of one user
 * can then be looked up one by one. A single month is only itself.
 */
export async function monthsOfUsers(database: UsageDatabase, interval: Interval): Promise<readonly Date[]> {
  const { from, before } = interval;
  if (from && before && endOf('month', from) >= before) return [startOf('month', from)];
  return monthsOf(await database.rows(USER_SETS, monthsPipeline(interval)));
}

/** One row for each chunk of users in each month. It reads nothing but the index. */
export function monthsPipeline({ from, before }: Interval) {
  const months = { period: 'month', ...(from && { from }), ...(before && { before }) } as const;
  return [{ $match: setsIn(months) }, { $project: { _id: 1 } }];
}

function monthsOf(rows: readonly unknown[]): readonly Date[] {
  const starts = (rows as readonly Pick<UserSet, '_id'>[]).map(({ _id }) => _id.start.getTime());
  return [...new Set(starts)].sort((one, other) => one - other).map((start) => new Date(start));
}
