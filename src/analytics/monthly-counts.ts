import { USER_MONTHS, type UserMonth } from '../usage';
import { type UsageDatabase } from './usage-database';

/** How many records a user has in one month of UTC. */
export interface MonthlyCount {
  readonly month: Date;
  readonly records: number;
}

/** Of all months in which the user has any, the newest first. */
export async function monthlyCounts(
  database: UsageDatabase,
  userId: string,
): Promise<readonly MonthlyCount[]> {
  return monthlyCountsOf(await database.rows(USER_MONTHS, monthlyCountsPipeline(userId)));
}

/** A row for each month of a user. */
export function monthlyCountsPipeline(userId: string) {
  return [{ $match: { '_id.userId': userId } }, { $project: { totalRequests: 1, failedRequests: 1 } }];
}

function monthlyCountsOf(rows: readonly unknown[]): readonly MonthlyCount[] {
  return (rows as readonly UserMonth[])
    .map(({ _id, totalRequests = 0n, failedRequests = 0n }) => ({
      month: _id.month,
      records: Number(totalRequests) + Number(failedRequests),
    }))
    .filter(({ records }) => records > 0)
    .sort((one, other) => other.month.getTime() - one.month.getTime());
}
