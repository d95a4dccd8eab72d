import { type Interval } from '../calendar';
import { activeRecords } from './active-records';
import { SUMS_OF_RECORDS, type SummedRow, totalsOf, type UsageTotals } from './usage-totals';

/** One row with what a user used, or none where there are no records. */
export function userStatsPipeline(userId: string, interval: Interval) {
  return [{ $match: { userId, ...activeRecords(interval) } }, { $group: { _id: null, ...SUMS_OF_RECORDS } }];
}

export function userStatsOf([row]: readonly unknown[]): UsageTotals {
  return totalsOf(row as SummedRow | undefined);
}
