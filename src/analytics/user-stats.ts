import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { shortestCover, type Stretch } from './cover';
import { monthsTouched, sumsWithin } from './sum-within';
import { type UsageDatabase } from './usage-database';
import {
  netSums,
  type SignedRow,
  SUMS_OF_RECORDS,
  type SummedRow,
  TOTALS,
  totalsOf,
  type UsageTotals,
} from './usage-totals';

/** @param unsettled when records may be that not all rollups have counted */
export async function userStats(
  database: UsageDatabase,
  userId: string,
  interval: Interval,
  unsettled: Required<Interval>,
): Promise<UsageTotals> {
  const { stretches, edges } = shortestCover(interval, ['month', 'day'], unsettled);
  const ofEdges = edges.map(async ({ sign, ...edge }) => {
    const [row] = await database.rows(USAGE_COLLECTION, userRecordsPipeline(userId, edge));
    return { sign, row: row as SummedRow | undefined };
  });
  const rows = await Promise.all([monthsAndDays(database, userId, stretches), ...ofEdges]);
  return totalsOf(netSums(TOTALS, rows));
}

async function monthsAndDays(
  database: UsageDatabase,
  userId: string,
  stretches: readonly Stretch[],
): Promise<SignedRow<SummedRow>> {
  if (stretches.length === 0) return { sign: 1, row: undefined };
  const [row] = await database.rows(USER_MONTHS, userMonthsPipeline(userId, stretches));
  return { sign: 1, row: row as SummedRow | undefined };
}

/** One row with the sums of some months and days of a user, or none where the user has none of these months. */
export function userMonthsPipeline(userId: string, stretches: readonly Stretch[]) {
  const { from, before } = monthsTouched(stretches);
  return [
    { $match: { '_id.userId': userId, '_id.month': { $gte: from, $lt: before } } },
    { $group: { _id: null, ...sumsWithin(stretches) } },
  ];
}

/** The same of the records of a user, for what is no whole day. */
export function userRecordsPipeline(userId: string, interval: Interval) {
  return [{ $match: { userId, ...activeRecords(interval) } }, { $group: { _id: null, ...SUMS_OF_RECORDS } }];
}
