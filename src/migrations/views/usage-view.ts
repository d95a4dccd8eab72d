import { mongo } from 'mongoose';
import { type Period } from '../../usage';

/** A view as the database keeps it: read-only, and worked out anew whenever it is read. */
export interface UsageView {
  readonly name: string;
  /** The collection that it reads first. */
  readonly viewOn: string;
  readonly pipeline: readonly mongo.Document[];
}

/** The documents of one period, in a collection whose `_id` begins with it: a range of the index on `_id`. */
export const ofPeriod = (period: Period): mongo.Document => ({
  $match: { _id: { $gte: { period }, $lt: { period, start: new mongo.MaxKey() } } },
});

/** The same of the rollups that hold all of a period: one for each, and not dozens. */
export const allOfPeriod = (all: Period): mongo.Document => ({
  $match: { _id: { $gte: { all }, $lt: { all, start: new mongo.MaxKey() } } },
});

/** Rollups stay when all of their records have been taken out of the sums: no call, no row. */
export const WITH_CALLS: mongo.Document = {
  $match: { $or: [{ totalRequests: { $ne: 0 } }, { failedRequests: { $ne: 0 } }] },
};

/** USD of a sum in nano-USD: exact up to 9 million USD, where a double ends to tell each nano-USD. */
export const usd = (nanoUsd: mongo.Document | string): mongo.Document => ({
  $divide: [nanoUsd, 1_000_000_000],
});

/** Nothing to divide by, no average. */
export const average = (sum: unknown, count: unknown): mongo.Document => ({
  $cond: [{ $eq: [count, 0] }, null, { $divide: [sum, count] }],
});
