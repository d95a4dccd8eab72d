import { type Interval } from '../calendar';
import { usdFromNano } from '../pricing';
import { PERIODS, ROLLUPS, USAGE_COLLECTION } from '../usage';
import { activeRecords } from './active-records';
import { disjointCover, type Edge, shortestCover, type Stretch } from './cover';
import { isRollupIn, rollupsIn } from './ranges';
import { countUsers, setsOfUsers } from './unique-users';
import { type UsageDatabase } from './usage-database';
import {
  countWhere,
  netSums,
  type SignedRow,
  SUMS_OF_RECORDS,
  SUMS_OF_SUMS,
  type SummedRow,
  TOTALS,
  totalsOf,
  type UsageTotals,
} from './usage-totals';

/** How much everybody used, and how many they are. */
export interface DashboardTotals extends UsageTotals {
  readonly uniqueUsers: number;
  /** Calls without a user, answered or failed; they are part of the totals. */
  readonly unattributedRequests: number;
  /** USD. */
  readonly unattributedCost: number;
}

/** @param unsettled when records may be that not all rollups have counted */
export async function dashboardTotals(
  database: UsageDatabase,
  interval: Interval,
  unsettled: Required<Interval>,
): Promise<DashboardTotals> {
  const { stretches, edges } = disjointCover(interval, ['quarter']);
  const [whole] = stretches;
  const [ofRollups, sets, ofRecords] = await Promise.all([
    whole === undefined ? [] : rollupTotals(database, whole, unsettled),
    whole === undefined ? [] : setsOfUsers(database, whole),
    Promise.all(edges.map((edge) => recordTotals(database, edge))),
  ]);
  const beside = new Set(ofRecords.flatMap(({ users }) => users));
  return dashboardTotalsOf([...ofRollups, ...ofRecords], await countUsers(database, sets, beside));
}

/** Of whole quarters of an hour. */
async function rollupTotals(
  database: UsageDatabase,
  interval: Interval,
  unsettled: Required<Interval>,
): Promise<readonly SignedRow<Row>[]> {
  const { stretches } = shortestCover(interval, PERIODS.toReversed(), unsettled);
  const rows = await database.rows(ROLLUPS, rollupTotalsPipeline(stretches));
  return (rows as readonly (Row & { readonly _id: boolean })[]).map((row) => ({
    sign: row._id ? -1 : 1,
    row,
  }));
}

async function recordTotals(
  database: UsageDatabase,
  { sign, ...edge }: Edge,
): Promise<SignedRow<Row> & { readonly users: readonly string[] }> {
  const rows = await database.rows(USAGE_COLLECTION, recordTotalsPipeline(edge));
  const [row] = rows as readonly (Row & { readonly users: readonly (string | null)[] })[];
  return { sign, row, users: row?.users.filter((userId) => userId !== null) ?? [] };
}

type Unattributed = 'unattributedRequests' | 'unattributedCostNanoUsd';
type Row = SummedRow & Readonly<Record<Unattributed, number | bigint>>;

/** One row with the sums of what is added, and one of what is taken away, whose `_id` is true. */
export function rollupTotalsPipeline(stretches: readonly Stretch[]) {
  const removed = stretches.filter(({ sign }) => sign === -1);
  return [
    { $match: { $or: stretches.map(rollupsIn) } },
    {
      $group: {
        _id: { $or: removed.map(isRollupIn) },
        ...SUMS_OF_SUMS,
        unattributedRequests: { $sum: '$unattributedRequests' },
        unattributedCostNanoUsd: { $sum: '$unattributedCostNanoUsd' },
      },
    },
  ];
}

/** One row with the sums of the records of an interval, and with their users, for what is shorter than any stretch. */
export function recordTotalsPipeline(interval: Interval) {
  const isNobodys = { $eq: [{ $ifNull: ['$userId', null] }, null] };
  return [
    { $match: activeRecords(interval) },
    {
      $group: {
        _id: null,
        ...SUMS_OF_RECORDS,
        unattributedRequests: countWhere(isNobodys),
        unattributedCostNanoUsd: { $sum: { $cond: [isNobodys, '$costNanoUsd', 0] } },
        users: { $addToSet: '$userId' },
      },
    },
  ];
}

function dashboardTotalsOf(rows: readonly SignedRow<Row>[], users: number): DashboardTotals {
  const { unattributedRequests, unattributedCostNanoUsd, ...sums } = netSums(
    [...TOTALS, 'unattributedRequests', 'unattributedCostNanoUsd'],
    rows,
  );
  return {
    ...totalsOf(sums),
    uniqueUsers: users,
    unattributedRequests: Number(unattributedRequests),
    unattributedCost: usdFromNano(unattributedCostNanoUsd),
  };
}
