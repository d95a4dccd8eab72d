import { type UsageRecord } from '../usage';
import { activeRecords } from './active-records';

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
  readonly operation: string;
  readonly route: string | null;
  readonly outcome: UsageRecord['outcome'];
  readonly usageSource: UsageRecord['usageSource'];
  readonly durationMs: number;
  readonly responseId: string | null;
  /** ISO instant. */
  readonly timestamp: string;
}

export interface HistoryPage {
  readonly data: readonly HistoryEntry[];
  /** Of all pages. */
  readonly total: number;
  readonly page: number;
  readonly totalPages: number;
}

export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly limit: number;
}

const SHOWN = {
  userId: 1,
  userEmail: 1,
  userName: 1,
  modelName: 1,
  promptTokens: 1,
  completionTokens: 1,
  totalTokens: 1,
  cachedTokens: 1,
  reasoningTokens: 1,
  cost: 1,
  costNanoUsd: 1,
  costStatus: 1,
  operation: 1,
  route: 1,
  outcome: 1,
  usageSource: 1,
  durationMs: 1,
  responseId: 1,
  timestamp: 1,
} as const;

/** The records of one page: newest first, and of the same instant, the greatest id first. */
export function userHistoryPipeline(userId: string, { page, limit }: PageRequest) {
  return [
    { $match: { userId, ...activeRecords({}) } },
    { $sort: { timestamp: -1, _id: -1 } },
    { $skip: (page - 1) * limit },
    { $limit: limit },
    { $project: SHOWN },
  ];
}

/** One row with the number of records of all pages, or none where there are none. */
export function userHistoryTotalPipeline(userId: string) {
  return [{ $match: { userId, ...activeRecords({}) } }, { $group: { _id: null, total: { $sum: 1 } } }];
}

type Row = Pick<UsageRecord, '_id' | keyof typeof SHOWN>;

export function userHistoryOf(
  rows: readonly unknown[],
  [counted]: readonly unknown[],
  { page, limit }: PageRequest,
): HistoryPage {
  const total = Number((counted as { readonly total: number | bigint } | undefined)?.total ?? 0);
  return { data: (rows as readonly Row[]).map(entryOf), total, page, totalPages: Math.ceil(total / limit) };
}

function entryOf(row: Row): HistoryEntry {
  return {
    ...row,
    _id: String(row._id),
    userId: row.userId ?? '',
    userEmail: row.userEmail ?? '',
    userName: row.userName ?? '',
    cost: row.cost,
    costNanoUsd: row.costNanoUsd === null ? null : String(row.costNanoUsd),
    route: row.route ?? null,
    responseId: row.responseId ?? null,
    timestamp: row.timestamp.toISOString(),
  };
}
