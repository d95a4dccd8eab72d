import { type UsageRecord } from '../usage';
import { cursorOf, positionOf } from './history-cursor';
import { rowsAfter } from './history-after';
import { newestRows, rowsOfPage } from './history-page';
import { type HistoryRow } from './history-rows';
import { type Rows } from './history-window';
import { dailyCounts, monthlyCounts, type RecordCount } from './record-counts';
import { type UsageDatabase } from './usage-database';

/** One call in a user's history. */
export interface HistoryEntry {
  readonly _id: string;
  readonly userId: string;
  /** `''` where the token named none. */
  readonly userEmail: string;
  /** The same. */
  readonly userName: string;
  readonly modelName: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  /** USD, `null` where it is unknown. */
  readonly cost: number | null;
  /** The same, exactly: integer nano-USD. */
  readonly costNanoUsd: string | null;
  readonly costStatus: UsageRecord['costStatus'];
  /** Why the cost is unknown, `null` where it is known. */
  readonly unpricedReason: NonNullable<UsageRecord['unpricedReason']> | null;
  /** What was used, in classes that do not overlap; `{}` where that is not known. */
  readonly usageClasses: NonNullable<UsageRecord['usageClasses']>;
  readonly operation: string;
  readonly route: string | null;
  readonly outcome: UsageRecord['outcome'];
  /** Whether it was answered: `false` where the outcome is `failed`. */
  readonly success: boolean;
  readonly usageSource: UsageRecord['usageSource'];
  readonly durationMs: number;
  readonly responseId: string | null;
  /** ISO instant. */
  readonly timestamp: string;
}

/** Some calls of a user: newest first, and of the same instant, the greatest id first. */
export interface HistoryPage {
  readonly data: readonly HistoryEntry[];
  /** Of all pages. */
  readonly total: number;
  /** `null` where it was asked for by a cursor, which tells no number. */
  readonly page: number | null;
  readonly totalPages: number;
  /** Asks for what comes next, `null` where nothing does. */
  readonly cursor: string | null;
}

/** A page by its number, from 1, or what comes after the page that has given a cursor. */
export type HistoryRequest = { readonly limit: number } & (
  { readonly page: number } | { readonly cursor: string }
);

/** @throws InvalidCursorError */
export async function userHistory(
  database: UsageDatabase,
  userId: string,
  request: HistoryRequest,
): Promise<HistoryPage> {
  const { limit } = request;
  if ('page' in request && request.page > 1) {
    const counts = await dailyCounts(database, userId);
    return historyOf(await rowsOfPage(database, userId, counts, request), counts, request);
  }
  const [rows, counts] = await Promise.all([
    'cursor' in request
      ? rowsAfter(database, userId, positionOf(request.cursor), limit)
      : newestRows(database, userId, limit),
    monthlyCounts(database, userId),
  ]);
  return historyOf(rows, counts, request);
}

function historyOf(
  { rows, hasMore }: Rows<HistoryRow>,
  counts: readonly RecordCount[],
  request: HistoryRequest,
): HistoryPage {
  const total = counts.reduce((sum, { records }) => sum + records, 0);
  const last = rows.at(-1);
  return {
    data: rows.map(entryOf),
    total,
    page: 'page' in request ? request.page : null,
    totalPages: Math.ceil(total / request.limit),
    cursor: hasMore && last !== undefined ? cursorOf(last) : null,
  };
}

function entryOf(row: HistoryRow): HistoryEntry {
  return {
    ...row,
    _id: String(row._id),
    userId: row.userId ?? '',
    userEmail: row.userEmail ?? '',
    userName: row.userName ?? '',
    cost: row.cost,
    costNanoUsd: row.costNanoUsd === null ? null : String(row.costNanoUsd),
    unpricedReason: row.unpricedReason ?? null,
    usageClasses: row.usageClasses ?? {},
    route: row.route ?? null,
    success: row.outcome !== 'failed',
    responseId: row.responseId ?? null,
    timestamp: row.timestamp.toISOString(),
  };
}
