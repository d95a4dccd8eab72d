import { usdFromNano } from '../pricing';
import { type Sign } from './cover';

/** What a set of active records sums up to. */
export interface UsageTotals {
  readonly totalTokens: number;
  /** USD: the part that is known. */
  readonly totalCost: number;
  /** The same, exactly: integer nano-USD, as text because it may exceed what a JSON number holds. */
  readonly totalCostNanoUsd: string;
  /** Calls that were answered. */
  readonly totalRequests: number;
  readonly failedRequests: number;
  /** Calls whose cost is unknown: it is not part of the total. */
  readonly unpricedRequests: number;
  /** Calls whose usage is an estimate: the provider did not tell it. */
  readonly estimatedRequests: number;
}

export const countWhere = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });

/** The accumulators of a `$group` over records. */
export const SUMS_OF_RECORDS = {
  totalTokens: { $sum: '$totalTokens' },
  costNanoUsd: { $sum: '$costNanoUsd' },
  totalRequests: countWhere({ $ne: ['$outcome', 'failed'] }),
  failedRequests: countWhere({ $eq: ['$outcome', 'failed'] }),
  unpricedRequests: countWhere({ $eq: [{ $ifNull: ['$costNanoUsd', null] }, null] }),
  estimatedRequests: countWhere({ $eq: ['$usageSource', 'estimated'] }),
} as const;

/** The accumulators of a `$group` over rollups. */
export const SUMS_OF_SUMS = Object.fromEntries(
  Object.keys(SUMS_OF_RECORDS).map((name) => [name, { $sum: `$${name}` }]),
);

/** What the accumulators give. An integer arrives as `bigint` where the database keeps it in 64 bits. */
export type SummedRow = Readonly<Record<keyof typeof SUMS_OF_RECORDS, number | bigint>>;

/** Sums that are added to others, or taken away from them. */
export interface SignedRow<Row> {
  readonly sign: Sign;
  /** None where there was nothing to sum up. */
  readonly row: Row | undefined;
}

/** All that is added, less what is taken away. What a row does not have is zero. */
export function netSums<Name extends string>(
  names: readonly Name[],
  rows: readonly SignedRow<Readonly<Partial<Record<Name, number | bigint>>>>[],
): Readonly<Record<Name, bigint>> {
  const sumOf = (name: Name) =>
    rows.reduce((sum, { sign, row }) => sum + BigInt(sign) * BigInt(row?.[name] ?? 0), 0n);
  return Object.fromEntries(names.map((name) => [name, sumOf(name)])) as Record<Name, bigint>;
}

export const TOTALS = Object.keys(SUMS_OF_RECORDS) as readonly (keyof SummedRow)[];

export function totalsOf(row: SummedRow): UsageTotals {
  return {
    totalTokens: Number(row.totalTokens),
    totalCost: usdFromNano(BigInt(row.costNanoUsd)),
    totalCostNanoUsd: String(row.costNanoUsd),
    totalRequests: Number(row.totalRequests),
    failedRequests: Number(row.failedRequests),
    unpricedRequests: Number(row.unpricedRequests),
    estimatedRequests: Number(row.estimatedRequests),
  };
}
