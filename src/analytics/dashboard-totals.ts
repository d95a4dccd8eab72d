import { type Interval } from '../calendar';
import { usdFromNano } from '../pricing';
import { activeRecords } from './active-records';
import { SUMS_OF_RECORDS, SUMS_OF_SUMS, type SummedRow, totalsOf, type UsageTotals } from './usage-totals';

/** How much everybody used, and how many they are. */
export interface DashboardTotals extends UsageTotals {
  readonly uniqueUsers: number;
  /** Calls without a user, answered or failed; they are part of the totals. */
  readonly unattributedRequests: number;
  /** USD. */
  readonly unattributedCost: number;
}

type Row = SummedRow &
  Readonly<Record<'uniqueUsers' | 'unattributedRequests' | 'unattributedCostNanoUsd', number | bigint>>;

/** One row, or none where there are no records. Users are counted exactly: there is one group for each. */
export function dashboardTotalsPipeline(interval: Interval) {
  const isNobody = { $eq: ['$_id', null] };
  return [
    { $match: activeRecords(interval) },
    { $group: { _id: '$userId', ...SUMS_OF_RECORDS } },
    {
      $group: {
        _id: null,
        ...SUMS_OF_SUMS,
        uniqueUsers: { $sum: { $cond: [isNobody, 0, 1] } },
        unattributedRequests: {
          $sum: { $cond: [isNobody, { $add: ['$totalRequests', '$failedRequests'] }, 0] },
        },
        unattributedCostNanoUsd: { $sum: { $cond: [isNobody, '$costNanoUsd', 0] } },
      },
    },
  ];
}

export function dashboardTotalsOf([row]: readonly unknown[]): DashboardTotals {
  const {
    uniqueUsers = 0,
    unattributedRequests = 0,
    unattributedCostNanoUsd = 0,
    ...sums
  } = (row ?? {}) as Partial<Row>;
  return {
    ...totalsOf(row === undefined ? undefined : (sums as SummedRow)),
    uniqueUsers: Number(uniqueUsers),
    unattributedRequests: Number(unattributedRequests),
    unattributedCost: usdFromNano(BigInt(unattributedCostNanoUsd)),
  };
}
