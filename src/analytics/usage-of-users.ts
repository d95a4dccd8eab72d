import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { type Cover, type Stretch } from './cover';
import { seenInMonths, type SeenInMonths } from './last-seen';
import { inMonths, monthsOfEach } from './ranges';
import { sumsWithin } from './sum-within';
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
    database.rows(USER_MONTHS, usersMonthsPipeline(monthsOfEach(userIds, months), stretches, interval)),
    ...edges.map((edge) => database.rows(USAGE_COLLECTION, usersRecordsPipeline(userIds, edge))),
  ]);
  const seen = new Map((ofMonths as readonly MonthsRow[]).map((row) => [row._id, row]));
  const rows = new Map<string, SignedRow<UserRow>[]>(
    userIds.map((userId) => [userId, [{ sign: 1, row: seen.get(userId) }]]),
  );
  for (const [index, { sign }] of edges.entries())
    for (const row of ofEdges[index] as readonly UserRow[]) rows.get(row._id)?.push({ sign, row });
  return Array.from(rows, ([userId, ofUser]) => ({
    userId,
    sums: netSums(TOTALS, ofUser),
    seen: seen.get(userId),
  })).filter(hasCalled);
}

type UserRow = SummedRow & { readonly _id: string };
type MonthsRow = UserRow & SeenInMonths;

const hasCalled = ({ sums }: UsageOfUser) => sums.totalRequests + sums.failedRequests > 0n;

/**
 * The usage of those with the most tokens in a month, in any order: its index has them in theirs.
 * @returns nothing where some of them have no tokens: zero is stored or left out, which the index holds apart
 */
export async function heaviestOfMonth(
  database: UsageDatabase,
  month: Date,
  limit: number,
): Promise<readonly UsageOfUser[] | undefined> {
  const rows = (await database.rows(
    USER_MONTHS,
    heaviestUsersPipeline(month, limit),
  )) as readonly MonthsRow[];
  const users = rows.map((row) => ({
    userId: row._id,
    sums: netSums(TOTALS, [{ sign: 1, row }]),
    seen: row,
  }));
  const areTold = users.length < limit || users.every(({ sums }) => sums.totalTokens > 0n);
  return areTold ? users.filter(hasCalled) : undefined;
}

/** A row for each of the users with the most tokens in a month, in any order. */
export function heaviestUsersPipeline(month: Date, limit: number) {
  return [
    { $match: inMonths([month]) },
    { $sort: { totalTokens: -1, '_id.userId': 1 } },
    { $limit: limit },
    { $group: { _id: '$_id.userId', ...SUMS_OF_SUMS, ...seenInMonths({}) } },
  ];
}

/** One row for each user with the sums of their months and days in some stretches, and what all of the months were seen with. */
export function usersMonthsPipeline(
  months: ReturnType<typeof monthsOfEach>,
  stretches: readonly Stretch[],
  interval: Interval,
) {
  return [
    { $match: months },
    { $group: { _id: '$_id.userId', ...sumsWithin(stretches), ...seenInMonths(interval) } },
  ];
}

/** The same of the records of an interval, for what is no whole day. */
export function usersRecordsPipeline(userIds: readonly string[], interval: Interval) {
  return [
    { $match: { userId: { $in: userIds }, ...activeRecords(interval) } },
    { $group: { _id: '$userId', ...SUMS_OF_RECORDS } },
  ];
}
