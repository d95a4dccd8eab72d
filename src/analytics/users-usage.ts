import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { type Cover, type Edge, type Sign } from './cover';
import { laterOf, SEEN_IN_RECORDS, type SeenOfUser } from './last-seen';
import { EARLIEST, LATEST } from './ranges';
import { type UsageDatabase } from './usage-database';
import { netSums, SUMS_OF_RECORDS, SUMS_OF_SUMS, type SummedRow, TOTALS } from './usage-totals';

/** Whose usage is asked for. */
export type Among = readonly string[] | 'everybody';

/** What one user used, and what they were seen with. */
export interface UsageOfUser extends SeenOfUser {
  readonly userId: string;
  readonly sums: Readonly<Record<keyof SummedRow, bigint>>;
  /** Whether a month tells an email, or a name, that was seen after the interval, and so not the one before it. */
  readonly isEmailHidden: boolean;
  readonly isNameHidden: boolean;
}

/** An interval, what covers it, and the months in which it has users. */
export interface MonthsAndEdges extends Cover {
  readonly interval: Interval;
  readonly months: readonly Date[];
}

/** The usage of each of these users who have any. */
export async function usageOfUsers(
  database: UsageDatabase,
  { interval, months, stretches, edges }: MonthsAndEdges,
  among: Among,
): Promise<readonly UsageOfUser[]> {
  if (among.length === 0) return [];
  const parts = await Promise.all([
    ...stretches.map(async ({ sign, from = EARLIEST, before = LATEST }) => {
      const whole = months.filter((month) => from <= month && month < before);
      const rows = await rowsOfMonths(database, interval, whole, among);
      return rows.map((row) => ({ sign, row }));
    }),
    ...edges.map((edge) => partOfRecords(database, edge, among)),
  ]);
  const users = new Map<string, SignedUser[]>();
  for (const part of parts.flat()) users.set(part.row._id, [...(users.get(part.row._id) ?? []), part]);
  return [...users].map(([userId, rows]) => usageOf(userId, rows)).filter(hasRecords);
}

interface UserRow extends SummedRow, SeenOfUser {
  readonly _id: string;
  readonly isEmailLater?: number;
  readonly isNameLater?: number;
}

interface SignedUser {
  readonly sign: Sign;
  readonly row: UserRow;
}

async function rowsOfMonths(
  database: UsageDatabase,
  interval: Interval,
  months: readonly Date[],
  among: Among,
): Promise<readonly UserRow[]> {
  if (months.length === 0) return [];
  const selection = among === 'everybody' ? inMonths(months) : monthsOfEach(among, months);
  return (await database.rows(USER_MONTHS, usersMonthsPipeline(selection, interval))) as readonly UserRow[];
}

async function partOfRecords(
  database: UsageDatabase,
  { sign, ...edge }: Edge,
  among: Among,
): Promise<readonly SignedUser[]> {
  const rows = await database.rows(USAGE_COLLECTION, usersRecordsPipeline(edge, among));
  return (rows as readonly UserRow[]).map((row) => ({ sign, row }));
}

/** Matches months of all users. */
export const inMonths = (months: readonly Date[]) => ({ '_id.month': { $in: months } });

/** Matches months of some users, each of which is looked up. */
export const monthsOfEach = (userIds: readonly string[], months: readonly Date[]) => ({
  _id: { $in: userIds.flatMap((userId) => months.map((month) => ({ month, userId }))) },
});

/** One row for each user with the sums of their months, and what they were seen with in an interval. */
export function usersMonthsPipeline(
  months: ReturnType<typeof inMonths | typeof monthsOfEach>,
  { from = EARLIEST, before = LATEST }: Interval,
) {
  const seen = (field: string) => {
    const isSeen = { $and: [{ $gte: [`${field}.at`, from] }, { $lt: [`${field}.at`, before] }] };
    return { $max: { $cond: [isSeen, field, null] } };
  };
  const isLater = (field: string) => ({ $max: { $cond: [{ $gte: [`${field}.at`, before] }, 1, 0] } });
  return [
    { $match: months },
    {
      $group: {
        _id: '$_id.userId',
        ...SUMS_OF_SUMS,
        lastEmail: seen('$lastEmail'),
        lastName: seen('$lastName'),
        isEmailLater: isLater('$lastEmail'),
        isNameLater: isLater('$lastName'),
      },
    },
  ];
}

/** The same of the records of an interval, for what is no whole month. */
export function usersRecordsPipeline(interval: Interval, among: Among) {
  const userId = among === 'everybody' ? { $ne: null } : { $in: among };
  return [
    { $match: { ...activeRecords(interval), userId } },
    { $group: { _id: '$userId', ...SUMS_OF_RECORDS, ...SEEN_IN_RECORDS } },
  ];
}

const UNSEEN: SeenOfUser = { lastEmail: null, lastName: null };

function usageOf(userId: string, parts: readonly SignedUser[]): UsageOfUser {
  const added = parts.filter(({ sign }) => sign === 1).map(({ row }) => row);
  return {
    userId,
    sums: netSums(TOTALS, parts),
    ...added.reduce(laterOf, UNSEEN),
    isEmailHidden: added.some(({ isEmailLater }) => isEmailLater === 1),
    isNameHidden: added.some(({ isNameLater }) => isNameLater === 1),
  };
}

const hasRecords = ({ sums }: UsageOfUser) => sums.totalRequests + sums.failedRequests > 0n;
