import { type Interval } from '../calendar';
import { USAGE_COLLECTION, type UsageRecord } from '../usage';
import { activeRecords } from './active-records';
import { type Position } from './history-cursor';
import { type Order } from './history-window';
import { type UsageDatabase } from './usage-database';

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
  unpricedReason: 1,
  usageClasses: 1,
  operation: 1,
  route: 1,
  outcome: 1,
  usageSource: 1,
  durationMs: 1,
  responseId: 1,
  timestamp: 1,
} as const;

/** A record, as far as a history shows it. */
export type HistoryRow = Pick<UsageRecord, '_id' | keyof typeof SHOWN>;

/** Some of a user's records of an interval, counted from its newest or from its oldest one. */
export interface Part {
  readonly interval: Interval;
  /** Of the records of its instant, only those that come after it. */
  readonly after?: Position;
  readonly startAt: 'newest' | 'oldest';
  readonly order: Order;
  readonly skip: number;
  readonly limit: number;
}

/** In the order in which they are counted. */
export async function historyRows(
  database: UsageDatabase,
  userId: string,
  part: Part,
): Promise<readonly HistoryRow[]> {
  if (part.limit === 0) return [];
  return (await database.rows(USAGE_COLLECTION, historyPipeline(userId, part))) as readonly HistoryRow[];
}

export function historyPipeline(userId: string, { interval, after, startAt, order, skip, limit }: Part) {
  const direction = startAt === 'newest' ? -1 : 1;
  const isAfter = after && { $or: [{ timestamp: { $lt: after.timestamp } }, { _id: { $lt: after._id } }] };
  return [
    { $match: { userId, ...activeRecords(interval), ...isAfter } },
    { $sort: { timestamp: direction, ...(order === 'exact' && { _id: direction }) } },
    { $skip: skip },
    { $limit: limit },
    { $project: SHOWN },
  ];
}
