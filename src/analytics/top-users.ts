import { type Interval } from '../calendar';
import { endOf, startOf } from '../usage';
import { byTokens, candidatesIn, type Ranked } from './candidates';
import { shortestCover } from './cover';
import { laterOf, seenBefore } from './last-seen';
import { monthsOfUsers } from './months';
import { type UsageDatabase } from './usage-database';
import { totalsOf, type UsageTotals } from './usage-totals';
import { type Among, type MonthsAndEdges, usageOfUsers, type UsageOfUser } from './users-usage';

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
 * Whole months are summed up already; of months that are only partly asked about, nobody can have used more than in all of
 * them. So the usage of those who can have the most is looked at, until the last one of the ranking has more than any other
 * can have.
 * @param unsettled when records may be that not all rollups have counted
 */
export async function topUsers(
  database: UsageDatabase,
  interval: Interval,
  limit: number,
  unsettled: Required<Interval>,
): Promise<readonly UserUsage[]> {
  const months = await monthsOfUsers(database, monthsAround(interval));
  const asked = { interval, months, ...shortestCover(interval, ['month'], unsettled) };
  const best =
    (await bestOfFew(database, asked, limit)) ?? (await bestOf(database, asked, 'everybody', limit));
  return usersOf(database, interval, best);
}

/** All months that an interval is in, were it only in part. */
function monthsAround({ from, before }: Interval): Interval {
  return {
    ...(from && { from: startOf('month', from) }),
    ...(before && { before: endOf('month', startOf('month', new Date(before.getTime() - 1))) }),
  };
}

/** @returns nothing where that is no quicker than to look at everybody's usage */
async function bestOfFew(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  limit: number,
): Promise<readonly UsageOfUser[] | undefined> {
  for (const most of reaches(asked, limit)) {
    const { users, othersAtMost } = await candidatesIn(database, asked.months, most);
    for (const count of new Set([Math.min(2 * limit, users.length), users.length])) {
      const among = users.slice(0, count).map(({ userId }) => userId);
      const best = await bestOf(database, asked, among, limit);
      if (isSettled(best[limit - 1], users[count], othersAtMost)) return best;
    }
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

async function bestOf(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  among: Among,
  limit: number,
): Promise<readonly UsageOfUser[]> {
  const usage = await usageOfUsers(database, asked, among);
  return usage.toSorted((one, other) => byTokens(rankOf(one), rankOf(other))).slice(0, limit);
}

const rankOf = ({ userId, sums }: UsageOfUser): Ranked => ({ userId, tokens: sums.totalTokens });

/** Whether the last one of a ranking comes before the next candidate and before all others, even if they use their bounds up. */
function isSettled(
  last: UsageOfUser | undefined,
  next: Ranked | undefined,
  othersAtMost: bigint | undefined,
): boolean {
  const isBeforeNext = next === undefined || (last !== undefined && byTokens(rankOf(last), next) < 0);
  const isBeforeOthers =
    othersAtMost === undefined || (last !== undefined && last.sums.totalTokens > othersAtMost);
  return isBeforeNext && isBeforeOthers;
}

async function usersOf(
  database: UsageDatabase,
  interval: Interval,
  ranking: readonly UsageOfUser[],
): Promise<readonly UserUsage[]> {
  const { from, before } = interval;
  const hidden = ranking.filter(({ isEmailHidden, isNameHidden }) => isEmailHidden || isNameHidden);
  const seen = before && (await seenBefore(database, hidden, { ...(from && { from }), before }));
  return ranking.map((usage) => {
    const earlier = seen?.get(usage.userId);
    const { lastEmail, lastName } = earlier === undefined ? usage : laterOf(usage, earlier);
    return {
      _id: usage.userId,
      userEmail: lastEmail?.text ?? '',
      userName: lastName?.text ?? '',
      ...totalsOf(usage.sums),
    };
  });
}
