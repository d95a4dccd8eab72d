import { type Interval } from '../calendar';
import { endOf, startOf, USER_MONTHS } from '../usage';
import { type Cover, shortestCover } from './cover';
import { laterOf, seenBefore } from './last-seen';
import { inMonths } from './ranges';
import { type UsageDatabase } from './usage-database';
import { totalsOf, type UsageTotals } from './usage-totals';
import { type Among, usageOfUsers, type UsageOfUser } from './users-usage';

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
 * them. So the users are taken in the order of that bound, and the records of a few of them are looked at, until the last
 * one of the ranking has more than any other can have.
 * @param unsettled when records may be that not all rollups have counted
 */
export async function topUsers(
  database: UsageDatabase,
  interval: Interval,
  limit: number,
  unsettled: Required<Interval>,
): Promise<readonly UserUsage[]> {
  const cover = shortestCover(interval, ['month'], unsettled);
  const few = candidatesFor(limit, cover);
  const bounds = await boundsOf(database, interval, few + 1);
  const ranking = async (among: Among) =>
    (await usageOfUsers(database, interval, cover, among))
      .map((usage) => ({ ...usage, tokens: usage.sums.totalTokens }))
      .sort(byTokens)
      .slice(0, limit);
  const best = await ranking(bounds.slice(0, few).map(({ userId }) => userId));
  const isSettled = isBetter(best[limit - 1], bounds[few]);
  return usersOf(database, interval, isSettled ? best : await ranking('everybody'));
}

/** Without partial months, a bound is the sum itself. */
function candidatesFor(limit: number, { edges }: Cover): number {
  return edges.length === 0 ? limit : Math.max(FEWEST_CANDIDATES, 4 * limit);
}

const FEWEST_CANDIDATES = 64;

/** A user and their tokens, or how many there can be at most. */
interface Ranked {
  readonly userId: string;
  readonly tokens: bigint;
}

async function boundsOf(
  database: UsageDatabase,
  interval: Interval,
  most: number,
): Promise<readonly Ranked[]> {
  const rows = await database.rows(USER_MONTHS, userBoundsPipeline(monthsAround(interval), most));
  return (rows as readonly { readonly _id: string; readonly tokens: number | bigint }[]).map(
    ({ _id, tokens }) => ({ userId: _id, tokens: BigInt(tokens) }),
  );
}

/** The users with the most tokens in whole months, most first; of equal ones, by id. */
export function userBoundsPipeline(months: Interval, most: number) {
  return [
    { $match: inMonths(months) },
    { $group: { _id: '$_id.userId', tokens: { $sum: '$totalTokens' } } },
    { $sort: { tokens: -1, _id: 1 } },
    { $limit: most },
  ];
}

/** All months that an interval is in, were it only in part. */
function monthsAround({ from, before }: Interval): Interval {
  return {
    ...(from && { from: startOf('month', from) }),
    ...(before && { before: endOf('month', startOf('month', new Date(before.getTime() - 1))) }),
  };
}

/** As the database orders them: texts by their bytes. */
function byTokens(one: Ranked, other: Ranked): number {
  if (one.tokens !== other.tokens) return one.tokens > other.tokens ? -1 : 1;
  return Buffer.compare(Buffer.from(one.userId), Buffer.from(other.userId));
}

/** Whether it comes first even if the other one uses its bound up; nothing comes behind everything. */
function isBetter(one: Ranked | undefined, other: Ranked | undefined): boolean {
  return other === undefined || (one !== undefined && byTokens(one, other) < 0);
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
