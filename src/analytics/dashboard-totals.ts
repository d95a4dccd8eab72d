import { type Interval } from '../calendar';
import { usdFromNano } from '../pricing';
import { PERIODS, type RollupOfAll, ROLLUPS, USAGE_COLLECTION } from '../usage';
import { activeRecords } from './active-records';
import { disjointCover, type Edge, shortestCover, type Stretch } from './cover';
import { EARLIEST, LATEST, rollupsIn } from './ranges';
import { countUsers, setsOfUsers } from './unique-users';
import { type UsageDatabase } from './usage-database';
import {
  countWhere,
  netSums,
  type SignedRow,
  SUMS_OF_RECORDS,
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
  return (rows as readonly RollupRow[]).map((row) => ({
    sign: stretches.find((stretch) => isIn(stretch, row._id))?.sign ?? 1,
    row,
  }));
}

type RollupRow = Row & { readonly _id: RollupOfAll };

function isIn({ period, from = EARLIEST, before = LATEST }: Stretch, { all, start }: RollupOfAll): boolean {
  return all === period && from <= start && start < before;
}

async function recordTotals(
  database: UsageDatabase,
  { sign, ...edge }: Edge,
): Promise<SignedRow<Row> & { readonly users: readonly string[] }> {
  const rows = await database.rows(USAGE_COLLECTION, recordTotalsPipeline(edge));
  const [row] = rows as readonly (Row & { readonly users: readonly (string | null)[] })[];
  return { sign, row, users: row?.users.filter((userId) => userId !== null) ?? [] };
}

const SUMS = [...TOTALS, 'unattributedRequests', 'unattributedCostNanoUsd'] as const;
/** A sum that is not there is zero. */
type Row = Readonly<Partial<Record<(typeof SUMS)[number], number | bigint>>>;

/** A row with the sums of each quarter of an hour, day and month of some stretches: a hundred or two, however much they hold. */
export function rollupTotalsPipeline(stretches: readonly Omit<Stretch, 'sign'>[]) {
  const sums = Object.fromEntries(SUMS.map((name) => [name, 1]));
  return [{ $match: { $or: stretches.map(rollupsIn) } }, { $project: sums }];
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
  const { unattributedRequests, unattributedCostNanoUsd, ...sums } = netSums(SUMS, rows);
  return {
    ...totalsOf(sums),
    uniqueUsers: users,
    unattributedRequests: Number(unattributedRequests),
    unattributedCost: usdFromNano(unattributedCostNanoUsd),
  };
}
