import { type Connection, type InferSchemaType, type Model, Schema, Types } from 'mongoose';
import { type UsageRecord } from '../src/usage';

/** A record as the documents describe it. */
export type NaiveUsage = InferSchemaType<typeof SCHEMA>;

/** Their collection, with its eight indexes. */
export async function naiveUsages(connection: Connection): Promise<Model<NaiveUsage>> {
  const usages = naiveUsageModel(connection);
  await usages.createIndexes();
  return usages;
}

/** The same, before its indexes are made. */
export function naiveUsageModel(connection: Connection): Model<NaiveUsage> {
  return connection.model<NaiveUsage>('NaiveUsage', SCHEMA);
}

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

const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;

const SCHEMA = new Schema(
  {
    userId: { type: Schema.Types.ObjectId, required: true },
    userEmail: text,
    modelName: text,
    promptTokens: count,
    completionTokens: count,
    totalTokens: count,
    cost: count,
    operation: text,
    timestamp: { type: Date, required: true },
    date: text,
    month: text,
    year: count,
    isActive: { type: Boolean, required: true },
  },
  { collection: 'naive_token_usage', autoIndex: false },
);
SCHEMA.index({ userId: 1, timestamp: -1 });
SCHEMA.index({ userEmail: 1, timestamp: -1 });
SCHEMA.index({ modelName: 1, timestamp: -1 });
SCHEMA.index({ date: 1, userId: 1 });
SCHEMA.index({ month: 1, userId: 1 });
SCHEMA.index({ year: 1, userId: 1 });
SCHEMA.index({ operation: 1, timestamp: -1 });
SCHEMA.index({ isActive: 1, timestamp: -1 });
