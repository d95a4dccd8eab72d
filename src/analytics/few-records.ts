import { endOf, ROLLUPS, startOf } from '../usage';
import { rollupTotalsPipeline } from './dashboard-totals';
import { countUsers, setsOfUsers } from './unique-users';
import { type UsageDatabase } from './usage-database';
import { type MonthsAndEdges } from './usage-of-users';

/**
 * The same interval by its records alone, where they are no more than the users of its months: of users who call rarely,
 * a day has few records, and the months of all of them would be read for it.
 */
export async function byFewRecords(database: UsageDatabase, asked: MonthsAndEdges): Promise<MonthsAndEdges> {
  const [records, users] = await Promise.all([recordsAround(database, asked), usersAround(database, asked)]);
  return records > users ? asked : { ...asked, stretches: [], edges: [{ ...asked.interval, sign: 1 }] };
}

/** Of all days that the interval is in. */
async function recordsAround(database: UsageDatabase, { interval }: MonthsAndEdges): Promise<number> {
  const { from, before } = interval;
  const days = {
    period: 'day' as const,
    ...(from && { from: startOf('day', from) }),
    ...(before && { before: endOf('day', before) }),
  };
  const rows = (await database.rows(ROLLUPS, rollupTotalsPipeline([days]))) as readonly Counted[];
  return rows.reduce(
    (sum, { totalRequests = 0, failedRequests = 0 }) => sum + Number(totalRequests) + Number(failedRequests),
    0,
  );
}

interface Counted {
  readonly totalRequests?: number | bigint;
  readonly failedRequests?: number | bigint;
}

async function usersAround(database: UsageDatabase, { months }: MonthsAndEdges): Promise<number> {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const sets = await setsOfUsers(database, { from: first, before: endOf('month', last) });
  return countUsers(database, sets, new Set());
}
