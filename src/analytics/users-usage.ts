import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS, type UserMonth } from '../usage';
import { activeRecords } from './active-records';
import { type Cover, type Edge, type Sign, type Stretch } from './cover';
import { laterOf, SEEN_IN_RECORDS, type SeenOfUser } from './last-seen';
import { monthsOfUsers } from './months';
import { EARLIEST, inMonths, LATEST } from './ranges';
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

/** The usage of each of these users who have any, from what covers the interval. */
export async function usageOfUsers(
  database: UsageDatabase,
  interval: Interval,
  { stretches, edges }: Cover,
  among: Among,
): Promise<readonly UsageOfUser[]> {
  const parts = await Promise.all([
    ...stretches.map((months) => partOfMonths(database, interval, months, among)),
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

async function partOfMonths(
  database: UsageDatabase,
  interval: Interval,
  { sign, from, before }: Stretch,
  among: Among,
): Promise<readonly SignedUser[]> {
  const months = { ...(from && { from }), ...(before && { before }) };
  const selection = among === 'everybody' ? inMonths(months) : await monthsOf(database, months, among);
  const rows = await database.rows(USER_MONTHS, usersMonthsPipeline(selection, interval));
  return (rows as readonly UserRow[]).map((row) => ({ sign, row }));
}

async function monthsOf(database: UsageDatabase, interval: Interval, userIds: readonly string[]) {
  const months = await monthsOfUsers(database, interval);
  return { _id: { $in: userIds.flatMap((userId) => months.map((month) => ({ month, userId }))) } };
}

async function partOfRecords(
  database: UsageDatabase,
  { sign, ...edge }: Edge,
  among: Among,
): Promise<readonly SignedUser[]> {
  const rows = await database.rows(USAGE_COLLECTION, usersRecordsPipeline(edge, among));
  return (rows as readonly UserRow[]).map((row) => ({ sign, row }));
}

/** One row for each user with the sums of their months, and what they were seen with in an interval. */
export function usersMonthsPipeline(
  months: ReturnType<typeof inMonths> | { readonly _id: { readonly $in: readonly UserMonth['_id'][] } },
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
