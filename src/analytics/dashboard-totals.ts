import { type Interval } from '../calendar';
import { usdFromNano } from '../pricing';
import { PERIODS, ROLLUPS, USAGE_COLLECTION } from '../usage';
import { activeRecords } from './active-records';
import { disjointCover, type Edge, shortestCover, type Sign, type Stretch } from './cover';
import { rollupsIn } from './ranges';
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
function rollupTotals(
  database: UsageDatabase,
  interval: Interval,
  unsettled: Required<Interval>,
): Promise<readonly SignedRow<Row>[]> {
  const { stretches } = shortestCover(interval, PERIODS.toReversed(), unsettled);
  return Promise.all(
    SIGNS.map(async (sign) => {
      const signed = stretches.filter((stretch) => stretch.sign === sign);
      const [row] = signed.length === 0 ? [] : await database.rows(ROLLUPS, rollupTotalsPipeline(signed));
      return { sign, row: row as Row | undefined };
    }),
  );
}

async function recordTotals(
  database: UsageDatabase,
  { sign, ...edge }: Edge,
): Promise<SignedRow<Row> & { readonly users: readonly string[] }> {
  const rows = await database.rows(USAGE_COLLECTION, recordTotalsPipeline(edge));
  const [row] = rows as readonly (Row & { readonly users: readonly (string | null)[] })[];
  return { sign, row, users: row?.users.filter((userId) => userId !== null) ?? [] };
}

const SIGNS: readonly Sign[] = [1, -1];

type Unattributed = 'unattributedRequests' | 'unattributedCostNanoUsd';
type Row = SummedRow & Readonly<Record<Unattributed, number | bigint>>;

/** One row with the sums of whole stretches, or none where nothing was counted. */
export function rollupTotalsPipeline(stretches: readonly Omit<Stretch, 'sign'>[]) {
  return [
    { $match: { $or: stretches.map(rollupsIn) } },
    {
      $group: {
        _id: null,
        ...SUMS_OF_SUMS,
        unattributedRequests: { $sum: '$unattributedRequests' },
        unattributedCostNanoUsd: { $sum: '$unattributedCostNanoUsd' },
      },
    },
  ];
}

/** The same of the records of an interval, with their users, for what is shorter than any stretch. */
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
