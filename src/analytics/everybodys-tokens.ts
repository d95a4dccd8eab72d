import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { byTokens, type Ranked } from './candidates';
import { type Sign, type Stretch } from './cover';
import { monthsTouched, sumWithin } from './sum-within';
import { type UsageDatabase } from './usage-database';
import { type MonthsAndEdges } from './usage-of-users';

/**
 * Those who have used the most tokens, most first; of equal ones, by id. Where there are fewer than asked for, all others
 * follow, whether they made calls or not. All records of the edges are looked at once, and nothing else of them.
 */
export async function mostTokens(
  database: UsageDatabase,
  { stretches, edges }: MonthsAndEdges,
  limit: number,
): Promise<readonly Ranked[]> {
  const [ofMonths, ...ofEdges] = await Promise.all([
    stretches.length === 0 ? [] : database.rows(USER_MONTHS, tokensOfMonthsPipeline(stretches)),
    ...edges.map((edge) => database.rows(USAGE_COLLECTION, tokensOfRecordsPipeline(edge))),
  ]);
  const users = new Map<string, bigint>();
  const add = (rows: readonly unknown[], sign: Sign) => {
    for (const { _id, tokens } of rows as readonly TokensRow[])
      users.set(_id, (users.get(_id) ?? 0n) + BigInt(sign) * BigInt(tokens));
  };
  add(ofMonths, 1);
  for (const [index, { sign }] of edges.entries()) add(ofEdges[index] ?? [], sign);
  const ranked = Array.from(users, ([userId, tokens]) => ({ userId, tokens })).sort(byTokens);
  const most = ranked.slice(0, limit);
  return (most[limit - 1]?.tokens ?? 0n) > 0n ? most : ranked;
}

interface TokensRow {
  readonly _id: string;
  readonly tokens: number | bigint;
}

/** A row for each user with any of the months that some stretches are in. */
export function tokensOfMonthsPipeline(stretches: readonly Stretch[]) {
  const { from, before } = monthsTouched(stretches);
  return [
    { $match: { '_id.month': { $gte: from, $lt: before } } },
    { $group: { _id: '$_id.userId', tokens: { $sum: sumWithin(stretches, 'totalTokens') } } },
  ];
}

/** The same of the records of an interval. */
export function tokensOfRecordsPipeline(interval: Interval) {
  return [
    { $match: { ...activeRecords(interval), userId: { $ne: null } } },
    { $group: { _id: '$userId', tokens: { $sum: '$totalTokens' } } },
  ];
}
