import mongoose, { type Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { describeOnMongoDB, mongodbUriFor } from '../../test/support/mongodb';
import { newUsageRecord } from './new-usage-record';
import { usageIndexes } from './usage-indexes';
import { USAGE_COLLECTION } from './usage-record';

interface Plan {
  readonly stage: string;
  readonly indexName?: string;
  readonly inputStage?: Plan;
}

interface Explained {
  readonly queryPlanner: { readonly winningPlan: Plan };
  readonly executionStats: { readonly nReturned: number; readonly totalDocsExamined: number };
}

const RECORDS = 10_000;
const HOURS_APART = 2;

/** Records of 50 users, 5 models and 4 operations, over 2 years and 4 months. */
function record(n: number) {
  return newUsageRecord(new Date(Date.UTC(2022, 8, 1) + n * HOURS_APART * 3_600_000), {
    userId: `user${n % 50}`,
    userEmail: `user${n % 50}@example.com`,
    modelName: `model${n % 5}`,
    operation: `operation${n % 4}`,
    promptTokens: 1,
    completionTokens: 1,
    totalTokens: 2,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    audioTokens: 0,
    reasoningTokens: 0,
    cost: null,
    costNanoUsd: null,
    costStatus: 'unpriced',
    usageSource: 'reported',
    outcome: 'succeeded',
    endpoint: 'chat.completions',
    attempt: 1,
    streamed: false,
    durationMs: 1,
  });
}

describeOnMongoDB('the indexes of the seed profile', () => {
  let connection: Connection;

  beforeAll(async () => {
    connection = await mongoose.createConnection(mongodbUriFor(`indexes_${randomUUID()}`)).asPromise();
    const collection = connection.collection(USAGE_COLLECTION);
    await collection.createIndexes(usageIndexes('seed').map(({ name, key }) => ({ name, key })));
    await collection.insertMany(Array.from({ length: RECORDS }, (_, n) => record(n)));
  }, 60_000);

  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  const someday = record(2_107);
  const { userId, userEmail } = someday;
  const aMonth = { timestamp: { $gte: new Date('2023-03-01'), $lt: new Date('2023-04-01') } };

  it.each([
    ['userId_timestamp', { userId, ...aMonth }],
    ['userEmail_timestamp', { userEmail, ...aMonth }],
    ['modelName_timestamp', { modelName: 'model3', ...aMonth }],
    ['date_userId', { date: someday.date, userId }],
    ['month_userId', { month: someday.month, userId }],
    ['year_userId', { year: someday.year, userId }],
    ['operation_timestamp', { operation: 'operation2', ...aMonth }],
    ['isActive_timestamp', { isActive: true, ...aMonth }],
  ])('%s serves its query and reads nothing in vain', async (indexName, filter) => {
    const explained = (await connection
      .collection(USAGE_COLLECTION)
      .find(filter)
      .explain('executionStats')) as unknown as Explained;
    const { nReturned, totalDocsExamined } = explained.executionStats;

    expect(scanOf(explained.queryPlanner.winningPlan)).toMatchObject({ stage: 'IXSCAN', indexName });
    expect(nReturned).toBeGreaterThan(0);
    expect(totalDocsExamined).toBeLessThanOrEqual(1.1 * nReturned);
  });

  it('are these eight, and only two of them in the lean profile', async () => {
    const made = await connection.collection(USAGE_COLLECTION).indexes();
    expect(made.map(({ name }) => name).sort()).toEqual([
      '_id_',
      'date_userId',
      'isActive_timestamp',
      'modelName_timestamp',
      'month_userId',
      'operation_timestamp',
      'userEmail_timestamp',
      'userId_timestamp',
      'year_userId',
    ]);
    expect(usageIndexes('lean')).toHaveLength(2);
  });
});

function scanOf(plan: Plan): Plan {
  return plan.inputStage === undefined ? plan : scanOf(plan.inputStage);
}
