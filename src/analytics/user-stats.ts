import { type Interval } from '../calendar';
import { USAGE_COLLECTION, USER_MONTHS } from '../usage';
import { activeRecords } from './active-records';
import { shortestCover, type Stretch } from './cover';
import { EARLIEST, LATEST } from './ranges';
import { type UsageDatabase } from './usage-database';
import {
  netSums,
  type SignedRow,
  SUMS_OF_RECORDS,
  SUMS_OF_SUMS,
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
  const { stretches, edges } = shortestCover(interval, ['month'], unsettled);
  const ofEdges = edges.map(async ({ sign, ...edge }) => {
    const [row] = await database.rows(USAGE_COLLECTION, userRecordsPipeline(userId, edge));
    return { sign, row: row as SummedRow | undefined };
  });
  const rows = await Promise.all([
    ...stretches.map((months) => sumsOf(database, userId, months)),
    ...ofEdges,
  ]);
  return totalsOf(netSums(TOTALS, rows));
}

async function sumsOf(
  database: UsageDatabase,
  userId: string,
  { sign, ...months }: Stretch,
): Promise<SignedRow<SummedRow>> {
  const [row] = await database.rows(USER_MONTHS, userMonthsPipeline(userId, months));
  return { sign, row: row as SummedRow | undefined };
}

/** One row with the sums of whole months of a user, or none where there are no such months. */
export function userMonthsPipeline(userId: string, { from = EARLIEST, before = LATEST }: Interval) {
  return [
    { $match: { '_id.userId': userId, '_id.month': { $gte: from, $lt: before } } },
    { $group: { _id: null, ...SUMS_OF_SUMS } },
  ];
}

/** The same of the records of a user, for what is no whole month. */
export function userRecordsPipeline(userId: string, interval: Interval) {
  return [{ $match: { userId, ...activeRecords(interval) } }, { $group: { _id: null, ...SUMS_OF_RECORDS } }];
}
