import { endOf, USER_MONTHS, type UserMonth } from '../usage';
import { type UsageDatabase } from './usage-database';

/** How many records a user has in one month, or on one day, of UTC. */
export interface RecordCount {
  readonly from: Date;
  readonly before: Date;
  readonly records: number;
}

/** Of all months in which the user has any, the newest first. */
export async function monthlyCounts(
  database: UsageDatabase,
  userId: string,
): Promise<readonly RecordCount[]> {
  const months = await database.rows(USER_MONTHS, monthlyCountsPipeline(userId));
  return newestFirst(
    (months as readonly UserMonth[]).map(({ _id: { month }, ...sums }) => ({
      from: month,
      before: endOf('month', month),
      records: recordsOf(sums),
    })),
  );
}

/** Of all days. */
export async function dailyCounts(database: UsageDatabase, userId: string): Promise<readonly RecordCount[]> {
  const months = await database.rows(USER_MONTHS, dailyCountsPipeline(userId));
  return newestFirst((months as readonly UserMonth[]).flatMap(countsOfDays));
}

/** A row for each month of a user. */
export function monthlyCountsPipeline(userId: string) {
  return [{ $match: { '_id.userId': userId } }, { $project: { totalRequests: 1, failedRequests: 1 } }];
}

/** The same, with its days. */
export function dailyCountsPipeline(userId: string) {
  return [{ $match: { '_id.userId': userId } }, { $project: { days: 1 } }];
}

/** What somebody has put there past the ledger, such as null, counts as nothing. */
function countsOfDays({ _id: { month }, days }: UserMonth): readonly RecordCount[] {
  return Object.entries(days ?? {}).map(([day, sums]) => {
    const from = new Date(month);
    from.setUTCDate(Number(day));
    return { from, before: endOf('day', from), records: recordsOf(sums ?? {}) };
  });
}

type Counted = Pick<UserMonth, 'totalRequests' | 'failedRequests'>;

function recordsOf({ totalRequests = 0n, failedRequests = 0n }: Counted): number {
  return Number(totalRequests) + Number(failedRequests);
}

function newestFirst(counts: readonly RecordCount[]): readonly RecordCount[] {
  return counts
    .filter(({ records }) => records > 0)
    .sort((one, other) => other.from.getTime() - one.from.getTime());
}
