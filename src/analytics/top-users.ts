import { type Interval } from '../calendar';
import { endOf, startOf } from '../usage';
import { byTokens, candidatesIn, type Ranked } from './candidates';
import { shortestCover } from './cover';
import { mostTokens } from './everybodys-tokens';
import { byFewRecords } from './few-records';
import { lastSeenOf } from './last-seen';
import { monthsOfUsers } from './months';
import { type UsageDatabase } from './usage-database';
import { heaviestOfMonth, type MonthsAndEdges, usageOfUsers, type UsageOfUser } from './usage-of-users';
import { totalsOf, type UsageTotals } from './usage-totals';

/** A user and what they used. */
export interface UserUsage extends UsageTotals {
  /** The user's id. */
  readonly _id: string;
  /** The one seen last in the interval, `''` where none was seen. */
  readonly userEmail: string;
  /** The same. */
  readonly userName: string;
}

/**
 * The users with the most tokens, most first; of equal ones, by id. Calls without a user are not ranked.
 *
 * Months and their days are summed up already, and one whole month is in order. Of months that are only partly asked about,
 * nobody can have used more than in all of them. So the usage of those who can have the most is looked at, until the last
 * one of the ranking has more than any other can have.
 * @param unsettled when records may be that not all rollups have counted
 */
export async function topUsers(
  database: UsageDatabase,
  interval: Interval,
  limit: number,
  unsettled: Required<Interval>,
): Promise<readonly UserUsage[]> {
  const around = monthsAround(interval);
  const months = await monthsOfUsers(database, around);
  if (months.length === 0) return [];
  const asked = { interval, months, ...shortestCover(interval, ['month', 'day'], unsettled) };
  const best =
    (await bestOfMonth(database, asked, limit)) ??
    (isMostOf(interval, around) ? await bestOfFew(database, asked, limit) : undefined) ??
    (await bestOfAll(database, asked, limit));
  return withLastSeen(database, interval, best);
}

/** All months that an interval is in, were it only in part. */
function monthsAround({ from, before }: Interval): Interval {
  return {
    ...(from && { from: startOf('month', from) }),
    ...(before && { before: endOf('month', startOf('month', new Date(before.getTime() - 1))) }),
  };
}

/** Whether months say much of an interval that is a part of them. Where they do not, nearly everybody would be looked at. */
function isMostOf(interval: Interval, months: Interval): boolean {
  const lengthOf = ({ from, before }: Interval) =>
    from && before ? before.getTime() - from.getTime() : Infinity;
  return lengthOf(interval) === Infinity || LEAST_SHARE * lengthOf(months) <= lengthOf(interval);
}

const LEAST_SHARE = 1 / 3;

/** @returns nothing where it is not one whole month, or where that does not tell it */
async function bestOfMonth(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  limit: number,
): Promise<readonly UsageOfUser[] | undefined> {
  const [month, ...others] = asked.months;
  if (month === undefined || others.length > 0 || !isWhole(asked)) return undefined;
  const users = await heaviestOfMonth(database, month, limit);
  return users && ranking(users, limit);
}

const isWhole = ({ stretches, edges }: MonthsAndEdges) =>
  edges.length === 0 && stretches.length === 1 && stretches[0]?.period === 'month';

/** @returns nothing where that is no quicker than to look at everybody's usage */
async function bestOfFew(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  limit: number,
): Promise<readonly UsageOfUser[] | undefined> {
  for (const most of reaches(asked, limit)) {
    const { users, othersAtMost } = await candidatesIn(database, asked.months, most);
    const first = await usageOf(database, asked, users.slice(0, limit));
    const others = users.slice(limit).filter((user) => !isBefore(first.at(limit - 1), user));
    const best = ranking([...first, ...(await usageOf(database, asked, others))], limit);
    if (othersAtMost === undefined || (best[limit - 1]?.sums.totalTokens ?? -1n) > othersAtMost) return best;
  }
  return undefined;
}

const LEAST_REACH = 64;
const FARTHEST_REACH = 4_096;

/** How many months of users are looked at, first and then. Records at the edges make candidates dear: no second try there. */
function reaches({ months, edges }: MonthsAndEdges, limit: number): readonly number[] {
  const first = Math.max(LEAST_REACH, 2 * (limit + 1) * months.length);
  return [first, ...(edges.length === 0 ? [8 * first] : [])].filter((most) => most <= FARTHEST_REACH);
}

/** Whether somebody comes before another one who uses their bound up. */
function isBefore(one: UsageOfUser | undefined, other: Ranked): boolean {
  return one !== undefined && byTokens(rankOf(one), other) < 0;
}

async function bestOfAll(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  limit: number,
): Promise<readonly UsageOfUser[]> {
  const cheapest = await byFewRecords(database, asked);
  return usageOf(database, cheapest, await mostTokens(database, cheapest, limit));
}

/** In the order of the ranking. */
async function usageOf(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  users: readonly Ranked[],
): Promise<readonly UsageOfUser[]> {
  const userIds = users.map(({ userId }) => userId);
  return ranking(await usageOfUsers(database, asked, userIds), userIds.length);
}

const ranking = (users: readonly UsageOfUser[], limit: number) =>
  users.toSorted((one, other) => byTokens(rankOf(one), rankOf(other))).slice(0, limit);

const rankOf = ({ userId, sums }: UsageOfUser): Ranked => ({ userId, tokens: sums.totalTokens });

async function withLastSeen(
  database: UsageDatabase,
  interval: Interval,
  users: readonly UsageOfUser[],
): Promise<readonly UserUsage[]> {
  const seen = await lastSeenOf(database, users, interval);
  return users.map(({ userId, sums }) => ({
    _id: userId,
    userEmail: seen.get(userId)?.lastEmail?.text ?? '',
    userName: seen.get(userId)?.lastName?.text ?? '',
    ...totalsOf(sums),
  }));
}
