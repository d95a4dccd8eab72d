import { usdFromNano } from '../pricing';

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
  /** Calls that cost more than the total says: something of them could not be priced. */
  readonly partiallyPricedRequests: number;
  /** Calls whose usage is an estimate: the provider did not tell it. */
  readonly estimatedRequests: number;
}

const countWhere = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });

/** The accumulators of a `$group` over records. */
export const SUMS_OF_RECORDS = {
  totalTokens: { $sum: '$totalTokens' },
  costNanoUsd: { $sum: '$costNanoUsd' },
  totalRequests: countWhere({ $ne: ['$outcome', 'failed'] }),
  failedRequests: countWhere({ $eq: ['$outcome', 'failed'] }),
  unpricedRequests: countWhere({ $eq: [{ $ifNull: ['$costNanoUsd', null] }, null] }),
  partiallyPricedRequests: countWhere({ $eq: ['$costStatus', 'partial'] }),
  estimatedRequests: countWhere({ $eq: ['$usageSource', 'estimated'] }),
} as const;

/** The accumulators of a `$group` over groups of records. */
export const SUMS_OF_SUMS = Object.fromEntries(
  Object.keys(SUMS_OF_RECORDS).map((name) => [name, { $sum: `$${name}` }]),
);

/** What the accumulators give. An integer arrives as `bigint` where the database keeps it in 64 bits. */
export type SummedRow = Readonly<Record<keyof typeof SUMS_OF_RECORDS, number | bigint>>;

const NOTHING: SummedRow = {
  totalTokens: 0,
  costNanoUsd: 0,
  totalRequests: 0,
  failedRequests: 0,
  unpricedRequests: 0,
  partiallyPricedRequests: 0,
  estimatedRequests: 0,
};

/** The totals of a row; zeros where there were no records to make one. */
export function totalsOf(row: SummedRow = NOTHING): UsageTotals {
  return {
    totalTokens: Number(row.totalTokens),
    totalCost: usdFromNano(BigInt(row.costNanoUsd)),
    totalCostNanoUsd: String(row.costNanoUsd),
    totalRequests: Number(row.totalRequests),
    failedRequests: Number(row.failedRequests),
    unpricedRequests: Number(row.unpricedRequests),
    partiallyPricedRequests: Number(row.partiallyPricedRequests),
    estimatedRequests: Number(row.estimatedRequests),
  };
}
