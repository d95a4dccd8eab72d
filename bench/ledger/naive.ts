import { type Model, Types } from 'mongoose';
import { type UsageRecord } from '../../src/usage';
import { type NaiveUsage } from '../naive-usage';

/** What the documents would keep of the same call. */
export function naiveUsageOf(record: UsageRecord): NaiveUsage {
  const { userId, userEmail, cost } = record;
  if (userId === null || userEmail === null || cost === null)
    throw new Error('The documents know no record without a user or a cost.');
  return {
    userId: new Types.ObjectId(userId),
    userEmail,
    modelName: record.modelName,
    promptTokens: record.promptTokens,
    completionTokens: record.completionTokens,
    totalTokens: record.totalTokens,
    cost,
    operation: record.operation,
    timestamp: record.timestamp,
    date: record.date,
    month: record.month,
    year: record.year,
    isActive: record.isActive,
  };
}

/** @throws unless exactly so many are stored */
export async function checkNaive(usages: Model<NaiveUsage>, given: number): Promise<void> {
  const stored = await usages.estimatedDocumentCount();
  if (stored !== given) throw new Error(`naive: ${given} records were given, ${stored} are stored.`);
}
