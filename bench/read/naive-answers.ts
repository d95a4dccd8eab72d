import { type Model, Types } from 'mongoose';
import { type NaiveUsage } from '../naive-usage';

/** A missing end is open. */
interface Interval {
  readonly from?: Date;
  readonly before?: Date;
}

interface NaiveTotals {
  readonly totalTokens: number;
  readonly totalCost: number;
  readonly totalRequests: number;
}

export interface NaiveDashboard extends NaiveTotals {
  readonly uniqueUsers: number;
}

export interface NaiveUserUsage extends NaiveTotals {
  readonly _id: Types.ObjectId;
  readonly userEmail: string;
}

export type NaiveRecord = NaiveUsage & { readonly _id: Types.ObjectId };

const SUMS = {
  totalTokens: { $sum: '$totalTokens' },
  totalCost: { $sum: '$cost' },
  totalRequests: { $sum: 1 },
};

/** The service of the documents: every answer is made of the records themselves. */
export class NaiveAnswers {
  constructor(private readonly usages: Model<NaiveUsage>) {}

  async dashboard(interval: Interval): Promise<NaiveDashboard | undefined> {
    const [totals] = await this.usages.aggregate<NaiveDashboard>([
      { $match: matching(interval) },
      { $group: { _id: null, ...SUMS, users: { $addToSet: '$userId' } } },
      {
        $project: {
          _id: 0,
          totalTokens: 1,
          totalCost: 1,
          totalRequests: 1,
          uniqueUsers: { $size: '$users' },
        },
      },
    ]);
    return totals;
  }

  topUsers(interval: Interval, limit: number): Promise<NaiveUserUsage[]> {
    return this.usages.aggregate<NaiveUserUsage>([
      { $match: matching(interval) },
      { $group: { _id: '$userId', userEmail: { $first: '$userEmail' }, ...SUMS } },
      { $sort: { totalTokens: -1 } },
      { $limit: limit },
    ]);
  }

  async history(userId: string, page: number, limit: number) {
    const [data, total] = await Promise.all([
      this.historyRows(userId, page, limit),
      this.usages.countDocuments({ userId: new Types.ObjectId(userId) }),
    ]);
    return { data, total, page, totalPages: Math.ceil(total / limit) };
  }

  /** Without how many there are in all. */
  historyRows(userId: string, page: number, limit: number): Promise<NaiveRecord[]> {
    return this.usages
      .find({ userId: new Types.ObjectId(userId) })
      .sort({ timestamp: -1 })
      .skip((page - 1) * limit)
      .limit(limit)
      .lean<NaiveRecord[]>()
      .exec();
  }
}

function matching({ from, before }: Interval) {
  const timestamp = { ...(from && { $gte: from }), ...(before && { $lt: before }) };
  return { isActive: true, ...((from ?? before) && { timestamp }) };
}
