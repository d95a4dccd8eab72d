import { USER_MONTHS } from '../usage';
import { inMonths } from './ranges';
import { type UsageDatabase } from './usage-database';

/** A user and how many tokens they used, or can have used at most. */
export interface Ranked {
  readonly userId: string;
  readonly tokens: bigint;
}

/** Users who can have used the most, most first; of equal ones, by id. */
export interface Candidates {
  readonly users: readonly Ranked[];
  /** What each of the others can have used at most; nothing where there are no others. */
  readonly othersAtMost: bigint | undefined;
}

/**
 * Those whose months are among the ones with the most tokens. A month of a user that is not among them has at most as many
 * tokens as the last one that is, so that there is a bound for everybody.
 * @param most how many months of users are looked at
 */
export async function candidatesIn(
  database: UsageDatabase,
  months: readonly Date[],
  most: number,
): Promise<Candidates> {
  return candidatesOf(await database.rows(USER_MONTHS, heaviestMonthsPipeline(months, most)), months, most);
}

/** A row for each of the months of users with the most tokens, most first: told by the index alone. */
export function heaviestMonthsPipeline(months: readonly Date[], most: number) {
  return [
    { $match: inMonths(months) },
    { $sort: { totalTokens: -1 } },
    { $limit: most },
    { $project: { _id: '$_id.userId', totalTokens: 1 } },
  ];
}

function candidatesOf(answered: readonly unknown[], months: readonly Date[], most: number): Candidates {
  // MongoDB tells a sum that is not there as `null` where an index alone answers.
  const rows = answered as readonly { readonly _id: string; readonly totalTokens?: bigint | number | null }[];
  const last = rows.length < most ? 0n : BigInt(rows.at(-1)?.totalTokens ?? 0);
  const found = new Map<string, readonly bigint[]>();
  for (const { _id, totalTokens } of rows)
    found.set(_id, [...(found.get(_id) ?? []), BigInt(totalTokens ?? 0n)]);
  const users = Array.from(found, ([userId, tokens]) => {
    const notFound = BigInt(months.length - tokens.length);
    return { userId, tokens: tokens.reduce((sum, ofMonth) => sum + ofMonth, notFound * last) };
  });
  const othersAtMost = rows.length < most ? undefined : BigInt(months.length) * last;
  return { users: users.sort(byTokens), othersAtMost };
}

/** As the database orders them: texts by their bytes. */
export function byTokens(one: Ranked, other: Ranked): number {
  if (one.tokens !== other.tokens) return one.tokens > other.tokens ? -1 : 1;
  return Buffer.compare(Buffer.from(one.userId), Buffer.from(other.userId));
}
