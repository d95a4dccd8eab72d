import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { byTokens, type Ranked } from './candidates';
import { inMonths } from './ranges';
import { type UsageDatabase } from './usage-database';
import { type MonthsAndEdges, wholeMonths } from './usage-of-users';
import { netSums, type SignedRow } from './usage-totals';

/** Those who have used the most tokens, most first; of equal ones, by id. All records of the edges are looked at once, and nothing else of them. */
export async function mostTokens(
  database: UsageDatabase,
  asked: MonthsAndEdges,
  limit: number,
): Promise<readonly Ranked[]> {
  const whole = wholeMonths(asked);
  const [ofMonths, ...ofEdges] = await Promise.all([
    whole.length === 0 ? [] : database.rows(USER_MONTHS, tokensOfMonthsPipeline(whole)),
    ...asked.edges.map((edge) => database.rows(USAGE_COLLECTION, tokensOfRecordsPipeline(edge))),
  ]);
  const users = new Map<string, SignedRow<TokensRow>[]>();
  const add = (rows: readonly unknown[], sign: 1 | -1) => {
    for (const row of rows as readonly TokensRow[]) {
      const known = users.get(row._id);
      if (known === undefined) users.set(row._id, [{ sign, row }]);
      else known.push({ sign, row });
    }
  };
  add(ofMonths, 1);
  for (const [index, { sign }] of asked.edges.entries()) add(ofEdges[index] ?? [], sign);
  return Array.from(users, ([userId, rows]) => ({ userId, ...netSums(SUMS, rows) }))
    .filter(({ answered, failed }) => answered + failed > 0n)
    .sort(byTokens)
    .slice(0, limit);
}

const SUMS = ['tokens', 'answered', 'failed'] as const;
type TokensRow = Readonly<Partial<Record<(typeof SUMS)[number], number | bigint>>> & { readonly _id: string };

/** A row for each user with any of these months. */
export function tokensOfMonthsPipeline(months: readonly Date[]) {
  return [
    { $match: inMonths(months) },
    {
      $group: {
        _id: '$_id.userId',
        tokens: { $sum: '$totalTokens' },
        answered: { $sum: '$totalRequests' },
        failed: { $sum: '$failedRequests' },
      },
    },
  ];
}

/** The same of the records of an interval, whether they were answered or not. */
export function tokensOfRecordsPipeline(interval: Interval) {
  return [
    { $match: { ...activeRecords(interval), userId: { $ne: null } } },
    { $group: { _id: '$userId', tokens: { $sum: '$totalTokens' }, answered: { $sum: 1 } } },
  ];
}
