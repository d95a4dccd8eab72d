import { type Interval } from '../calendar';
import { endOf, startOf, USER_SETS, type UserSet } from '../usage';
import { setsIn } from './ranges';
import { type UsageDatabase } from './usage-database';

/**
 * The months of UTC, from one on until before another one, in which any user called, the earliest first: those of some
 * users can then be looked up one by one. Of a few months, all are given unasked.
 */
export async function monthsOfUsers(database: UsageDatabase, interval: Interval): Promise<readonly Date[]> {
  return monthsBetween(interval) ?? monthsOf(await database.rows(USER_SETS, monthsPipeline(interval)));
}

const FEW = 12;

/** All of a few months, whether any user called in them or not; nothing where they may be many. */
function monthsBetween({ from, before }: Interval): readonly Date[] | undefined {
  if (from === undefined || before === undefined) return undefined;
  const months: Date[] = [];
  for (let month = startOf('month', from); month < before; month = endOf('month', month)) {
    if (months.length === FEW) return undefined;
    months.push(month);
  }
  return months;
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
