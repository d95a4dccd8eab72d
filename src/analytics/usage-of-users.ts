import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { type Cover } from './cover';
import { EARLIEST, LATEST, monthsOfEach } from './ranges';
import { type UsageDatabase } from './usage-database';
import {
  netSums,
  type SignedRow,
  SUMS_OF_RECORDS,
  SUMS_OF_SUMS,
  type SummedRow,
  TOTALS,
} from './usage-totals';

/** An interval, what covers it, and the months in which it has users, those that are only partly in it included. */
export interface MonthsAndEdges extends Cover {
  readonly interval: Interval;
  readonly months: readonly Date[];
}

/** What one user used. */
export interface UsageOfUser {
  readonly userId: string;
  readonly sums: Readonly<Record<keyof SummedRow, bigint>>;
}

/** The usage of each of these users who have any. */
export async function usageOfUsers(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  userIds: readonly string[],
): Promise<readonly UsageOfUser[]> {
  if (userIds.length === 0) return [];
  const whole = wholeMonths(asked);
  const [ofMonths, ...ofEdges] = await Promise.all([
    whole.length === 0 ? [] : database.rows(USER_MONTHS, usersMonthsPipeline(monthsOfEach(userIds, whole))),
    ...asked.edges.map((edge) => database.rows(USAGE_COLLECTION, usersRecordsPipeline(userIds, edge))),
  ]);
  const rows = new Map<string, SignedRow<UserRow>[]>(userIds.map((userId) => [userId, []]));
  for (const row of ofMonths as readonly UserRow[]) rows.get(row._id)?.push({ sign: 1, row });
  for (const [index, { sign }] of asked.edges.entries())
    for (const row of ofEdges[index] as readonly UserRow[]) rows.get(row._id)?.push({ sign, row });
  return Array.from(rows, ([userId, ofUser]) => ({ userId, sums: netSums(TOTALS, ofUser) })).filter(
    ({ sums }) => sums.totalRequests + sums.failedRequests > 0n,
  );
}

type UserRow = SummedRow & { readonly _id: string };

/** Those that are not only partly in the interval. Months alone make one stretch, and take nothing away. */
export function wholeMonths({ months, stretches }: MonthsAndEdges): readonly Date[] {
  return stretches.flatMap(({ from = EARLIEST, before = LATEST }) =>
    months.filter((month) => from <= month && month < before),
  );
}

/** One row for each user with the sums of their months. */
export function usersMonthsPipeline(months: ReturnType<typeof monthsOfEach>) {
  return [{ $match: months }, { $group: { _id: '$_id.userId', ...SUMS_OF_SUMS } }];
}

/** The same of the records of an interval, for what is no whole month. */
export function usersRecordsPipeline(userIds: readonly string[], interval: Interval) {
  return [
    { $match: { userId: { $in: userIds }, ...activeRecords(interval) } },
    { $group: { _id: '$userId', ...SUMS_OF_RECORDS } },
  ];
}
