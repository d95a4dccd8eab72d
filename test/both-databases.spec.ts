import fc from 'fast-check';
import { type mongo } from 'mongoose';
import * as analytics from '../src/analytics';
import { migrate } from '../src/migrations';
import { awkwardIntervals } from './support/awkward-days';
import { awkwardRecords, awkwardUsers, type StoredRecord } from './support/awkward-records';
import { BothDatabases, type OnOneDatabase } from './support/both-databases';
import { describeOnMongoDB } from './support/mongodb';

const SETS = Number(process.env['DIFFERENTIAL_SETS'] ?? 500);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20261124);
const WITH_TYPES = { promoteValues: false, promoteLongs: false } as const;

type Pipeline = readonly object[];
type PipelineName = Extract<keyof typeof analytics, `${string}Pipeline`>;

const pages = fc.record({ page: fc.integer({ min: 1, max: 3 }), limit: fc.integer({ min: 1, max: 10 }) });
/** Every pipeline of the service: one that is added there has to be added here, or this does not compile. */
const pipelines: Readonly<Record<PipelineName, fc.Arbitrary<Pipeline>>> = {
  dashboardTotalsPipeline: awkwardIntervals.map(analytics.dashboardTotalsPipeline),
  topUsersPipeline: fc
    .tuple(awkwardIntervals, fc.constantFrom(1, 3, 1000))
    .map(([interval, limit]) => analytics.topUsersPipeline(interval, limit)),
  userStatsPipeline: fc
    .tuple(awkwardUsers, awkwardIntervals)
    .map(([user, interval]) => analytics.userStatsPipeline(user, interval)),
  userHistoryPipeline: fc
    .tuple(awkwardUsers, pages)
    .map(([user, page]) => analytics.userHistoryPipeline(user, page)),
  userHistoryTotalPipeline: awkwardUsers.map(analytics.userHistoryTotalPipeline),
  // Its groups come in no order of their own, and which of the same instant are cut off is anybody's guess.
  recordGapsPipeline: awkwardIntervals.map((interval) => [
    ...analytics.recordGapsPipeline(interval, 1_000),
    { $sort: { records: -1, _id: 1 } },
  ]),
};

interface DataSet {
  readonly batches: readonly [readonly StoredRecord[], readonly StoredRecord[]];
  readonly ordered: boolean;
  readonly questions: readonly Pipeline[];
}
const dataSets: fc.Arbitrary<DataSet> = fc.record({
  batches: fc.tuple(awkwardRecords, awkwardRecords),
  ordered: fc.boolean(),
  questions: fc.tuple(...Object.values(pipelines)),
});

/** The server's own reply, with an error for each record that it did not take. */
const inserts = (documents: readonly StoredRecord[], ordered: boolean) => (side: OnOneDatabase) =>
  side.db.command({ insert: side.records.collectionName, documents, ordered }, WITH_TYPES);
const answers = (pipeline: Pipeline) => (side: OnOneDatabase) =>
  side.records.aggregate(pipeline as mongo.Document[], WITH_TYPES).toArray();
/** As bytes, in base64 because a list of numbers takes long to compare. */
const keeps = async (side: OnOneDatabase) => {
  const stored = await side.records.find({}, { raw: true }).sort({ _id: 1 }).toArray();
  return stored.map((bytes) => (bytes as unknown as Buffer).toString('base64'));
};
const counts = async (side: OnOneDatabase) => [
  await side.records.countDocuments({ isActive: true }),
  await side.records.estimatedDocumentCount(),
];

describeOnMongoDB('the service on the embedded store beside the service on MongoDB', () => {
  let both: BothDatabases | undefined;

  beforeAll(async () => {
    both = await BothDatabases.start();
  }, 60_000);
  afterAll(() => both?.stop());

  const same = async (question: (side: OnOneDatabase) => Promise<unknown>, what: string) => {
    const { embedded, mongodb } = (await both?.ask(question)) ?? {};
    expect({ what, answer: embedded }).toEqual({ what, answer: mongodb });
  };
  const forget = (how: 'drop' | 'deleteMany') => same((side) => side.records[how](), how);

  it('stores the same, refuses the same and answers the same, whatever the records are', async () => {
    const sets = fc.sample(dataSets, { numRuns: SETS, seed: SEED });
    for (const [number, { batches, ordered, questions }] of sets.entries()) {
      const where = `seed ${SEED}, set ${number}`;
      await forget('deleteMany');
      if (batches[0].length > 0) await same(inserts(batches[0], false), `${where}: inserting the first`);
      if (batches[1].length > 0) await same(inserts(batches[1], ordered), `${where}: inserting the second`);
      await same(keeps, `${where}: what is stored`);
      await same(counts, `${where}: the count`);
      for (const question of questions)
        await same(answers(question), `${where}: ${JSON.stringify(question)}`);
    }
  }, 300_000);

  it('makes the same indexes, and refuses the same', async () => {
    for (const [number, { batches, specifications }] of fc
      .sample(indexings, { numRuns: 60, seed: SEED })
      .entries()) {
      await forget('drop');
      if (batches.length > 0)
        await same(inserts(batches, false), `seed ${SEED}, indexes ${number}: inserting`);
      for (const indexes of specifications) {
        const what = `seed ${SEED}, indexes ${number}: ${JSON.stringify(indexes)}`;
        await same(createsIndexes(indexes), what);
        await same(listsIndexes, `${what}: the list`);
      }
    }
  }, 300_000);

  it("makes the service's own indexes, however often", async () => {
    await forget('drop');
    for (const attempt of ['first', 'second']) {
      await same(async ({ db, records }) => {
        await migrate(db, { indexProfile: 'seed' });
        return records.indexes();
      }, attempt);
    }
  });
});

const indexKeys = fc.constantFrom<Readonly<Record<string, 1 | -1>>>(
  { userId: 1, timestamp: -1 },
  { userId: 1 },
  { isActive: 1, timestamp: -1 },
  { responseId: 1 },
  { modelName: 1 },
  { _id: 1 },
  { 'rawUsage.id': 1 },
);
/** Few names for few keys, so that an index is asked for again, or another one has its name or its key. */
const indexSpecifications = fc
  .record({ key: indexKeys, name: fc.constantFrom('', 'userId_1', 'other'), unique: fc.boolean() })
  .map(({ key, name, unique }) => ({
    key,
    name: name === '' ? Object.entries(key).flat().join('_') : name,
    ...(unique && { unique }),
  }));
type IndexSpecification = typeof indexSpecifications extends fc.Arbitrary<infer T> ? T : never;
const indexings = fc.record({
  batches: awkwardRecords,
  specifications: fc.array(fc.array(indexSpecifications, { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 4,
  }),
});
const createsIndexes = (indexes: readonly IndexSpecification[]) => (side: OnOneDatabase) =>
  side.db.command({ createIndexes: side.records.collectionName, indexes }, WITH_TYPES);
const listsIndexes = (side: OnOneDatabase) => side.records.listIndexes({ ...WITH_TYPES }).toArray();
