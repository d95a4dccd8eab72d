import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { byTokens, type Ranked } from './candidates';
import { type Sign, type Stretch } from './cover';
import { inMonths } from './ranges';
import { monthsTouched, sumWithin } from './sum-within';
import { type UsageDatabase } from './usage-database';
import { type MonthsAndEdges } from './usage-of-users';
import { netSums, type SignedRow } from './usage-totals';

/** Those who have used the most tokens, most first; of equal ones, by id. All records of the edges are looked at once, and nothing else of them. */
export async function mostTokens(
  database: UsageDatabase,
  { months, stretches, edges }: MonthsAndEdges,
  limit: number,
): Promise<readonly Ranked[]> {
  const [ofMonths, ...ofEdges] = await Promise.all([
    stretches.length === 0 ? [] : database.rows(USER_MONTHS, tokensOfMonthsPipeline(months, stretches)),
    ...edges.map((edge) => database.rows(USAGE_COLLECTION, tokensOfRecordsPipeline(edge))),
  ]);
  const users = new Map<string, SignedRow<TokensRow>[]>();
  const add = (rows: readonly unknown[], sign: Sign) => {
    for (const row of rows as readonly TokensRow[]) {
      const known = users.get(row._id);
      if (known === undefined) users.set(row._id, [{ sign, row }]);
      else known.push({ sign, row });
    }
  };
  add(ofMonths, 1);
  for (const [index, { sign }] of edges.entries()) add(ofEdges[index] ?? [], sign);
  return Array.from(users, ([userId, rows]) => ({ userId, ...netSums(SUMS, rows) }))
    .filter(({ calls }) => calls > 0n)
    .sort(byTokens)
    .slice(0, limit);
}

const SUMS = ['tokens', 'calls'] as const;
type TokensRow = Readonly<Record<(typeof SUMS)[number], number | bigint>> & { readonly _id: string };

/** A row for each user with calls in some stretches, of those of these months that the stretches are in. */
export function tokensOfMonthsPipeline(months: readonly Date[], stretches: readonly Stretch[]) {
  const { from, before } = monthsTouched(stretches);
  const calls = [sumWithin(stretches, 'totalRequests'), sumWithin(stretches, 'failedRequests')];
  return [
    { $match: inMonths(months.filter((month) => from <= month && month < before)) },
    {
      $group: {
        _id: '$_id.userId',
        tokens: { $sum: sumWithin(stretches, 'totalTokens') },
        calls: { $sum: { $sum: calls } },
      },
    },
    { $match: { calls: { $ne: 0 } } },
  ];
}

/** The same of the records of an interval. */
export function tokensOfRecordsPipeline(interval: Interval) {
  return [
    { $match: { ...activeRecords(interval), userId: { $ne: null } } },
    { $group: { _id: '$userId', tokens: { $sum: '$totalTokens' }, calls: { $sum: 1 } } },
  ];
}
