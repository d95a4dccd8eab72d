import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { type Cover } from './cover';
import { seenInMonths, type SeenInMonths } from './last-seen';
import { EARLIEST, LATEST, monthsOfEach } from './ranges';
import { type UsageDatabase } from './usage-database';
import { netSums, type SignedRow, SUMS_OF_RECORDS, type SummedRow, TOTALS } from './usage-totals';

/** An interval, what covers it, and the months in which it has users, those that are only partly in it included. */
export interface MonthsAndEdges extends Cover {
  readonly interval: Interval;
  readonly months: readonly Date[];
}

/** What one user used, and what they were seen with. */
export interface UsageOfUser {
  readonly userId: string;
  readonly sums: Readonly<Record<keyof SummedRow, bigint>>;
  /** Nothing where none of their records has been counted yet. */
  readonly seen: SeenInMonths | undefined;
}

/** The usage of each of these users who have any. */
export async function usageOfUsers(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  userIds: readonly string[],
): Promise<readonly UsageOfUser[]> {
  if (userIds.length === 0) return [];
  const { months, edges, stretches, interval } = asked;
  const [ofMonths, ...ofEdges] = await Promise.all([
    database.rows(USER_MONTHS, usersMonthsPipeline(monthsOfEach(userIds, months), stretches[0], interval)),
    ...edges.map((edge) => database.rows(USAGE_COLLECTION, usersRecordsPipeline(userIds, edge))),
  ]);
  const seen = new Map((ofMonths as readonly (UserRow & SeenInMonths)[]).map((row) => [row._id, row]));
  const rows = new Map<string, SignedRow<UserRow>[]>(
    userIds.map((userId) => [userId, [{ sign: 1, row: seen.get(userId) }]]),
  );
  for (const [index, { sign }] of edges.entries())
    for (const row of ofEdges[index] as readonly UserRow[]) rows.get(row._id)?.push({ sign, row });
  return Array.from(rows, ([userId, ofUser]) => ({
    userId,
    sums: netSums(TOTALS, ofUser),
    seen: seen.get(userId),
  })).filter(({ sums }) => sums.totalRequests + sums.failedRequests > 0n);
}

type UserRow = SummedRow & { readonly _id: string };

/** Those that are not only partly in the interval. Months alone make one stretch, and take nothing away. */
export function wholeMonths({ months, stretches }: MonthsAndEdges): readonly Date[] {
  return stretches.flatMap(({ from = EARLIEST, before = LATEST }) =>
    months.filter((month) => from <= month && month < before),
  );
}

/** One row for each user with the sums of those of their months that are whole, and what all of them were seen with. */
export function usersMonthsPipeline(
  months: ReturnType<typeof monthsOfEach>,
  whole: Interval | undefined,
  interval: Interval,
) {
  return [
    { $match: months },
    { $group: { _id: '$_id.userId', ...sumsOfMonths(whole), ...seenInMonths(interval) } },
  ];
}

function sumsOfMonths(whole: Interval | undefined) {
  const { from = EARLIEST, before = LATEST } = whole ?? { before: EARLIEST };
  const isWhole = { $and: [{ $gte: ['$_id.month', from] }, { $lt: ['$_id.month', before] }] };
  return Object.fromEntries(TOTALS.map((name) => [name, { $sum: { $cond: [isWhole, `$${name}`, 0] } }]));
}

/** The same of the records of an interval, for what is no whole month. */
export function usersRecordsPipeline(userIds: readonly string[], interval: Interval) {
  return [
    { $match: { userId: { $in: userIds }, ...activeRecords(interval) } },
    { $group: { _id: '$userId', ...SUMS_OF_RECORDS } },
  ];
}
