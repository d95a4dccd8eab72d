import { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';

/** A record as the documents describe it. */
export type NaiveUsage = InferSchemaType<typeof SCHEMA>;

/** Their collection, with its eight indexes. */
export async function naiveUsages(connection: Connection): Promise<Model<NaiveUsage>> {
  const usages = connection.model<NaiveUsage>('NaiveUsage', SCHEMA);
  await usages.createIndexes();
  return usages;
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
