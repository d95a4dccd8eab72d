import fc from 'fast-check';
import { type mongo, Types } from 'mongoose';
import * as analytics from '../src/analytics';
import { migrate } from '../src/migrations';
import { PERIODS, ROLLUPS, startOf, USAGE_COLLECTION, USER_MONTHS, USER_SETS, USERS } from '../src/usage';
import { awkwardInstants, awkwardIntervals } from './support/awkward-days';
import { awkwardRecords, awkwardUsers, type StoredRecord } from './support/awkward-records';
import { awkwardMonths, awkwardRollups, awkwardStarts, type StoredRollup } from './support/awkward-rollups';
import { BothDatabases, type OnOneDatabase } from './support/both-databases';
import { describeOnMongoDB } from './support/mongodb';

const SETS = Number(process.env['DIFFERENTIAL_SETS'] ?? 500);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20261124);
const WITH_TYPES = { promoteValues: false, promoteLongs: false } as const;

type Pipeline = readonly object[];
type PipelineName = Extract<keyof typeof analytics, `${string}Pipeline`>;

type Questions = Readonly<Record<PipelineName, readonly [source: string, pipeline: fc.Arbitrary<Pipeline>]>>;

/** What has no order of its own gets one. */
const ordered = (pipelines: fc.Arbitrary<Pipeline>) =>
  pipelines.map((pipeline) => [...pipeline, { $sort: { _id: 1 } }]);
const stretches = fc
  .array(
    fc.record({
      sign: fc.constantFrom<1 | -1>(1, -1),
      period: fc.constantFrom(...PERIODS),
      ends: fc.tuple(awkwardStarts, awkwardStarts),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((made) => made.map(({ ends: [from, before], ...stretch }) => ({ ...stretch, from, before })));
const months = fc
  .tuple(awkwardMonths, awkwardMonths, fc.constantFrom('', 'from', 'before'))
  .map(([from, before, open]) => ({
    ...(open !== 'from' && { from }),
    ...(open !== 'before' && { before }),
  }));
/** Open ones are of months. */
const monthsAndDays = fc.array(
  fc.oneof(
    months.map((interval) => ({ period: 'month' as const, sign: 1 as const, ...interval })),
    fc
      .tuple(awkwardInstants, fc.integer({ min: 1, max: 45 }), fc.constantFrom<1 | -1>(1, -1))
      .map(([instant, days, sign]) => {
        const from = startOf('day', instant);
        const before = new Date(from.getTime() + days * 86_400_000);
        return { period: 'day' as const, sign, from, before };
      }),
  ),
  { maxLength: 3 },
);
const someUsers = fc.array(awkwardUsers, { maxLength: 4 });
const someMonths = fc.array(awkwardMonths, { maxLength: 6 });
const monthsOfSome = fc
  .tuple(someUsers, someMonths)
  .map(([users, list]) => analytics.monthsOfEach(users, list));
const parts = fc.record({
  interval: awkwardIntervals,
  startAt: fc.constantFrom('newest', 'oldest'),
  order: fc.constantFrom('by instant', 'exact'),
  skip: fc.nat(5),
  limit: fc.integer({ min: 1, max: 10 }),
});
/** Which of the same instant a part cuts off is anybody's guess, unless they have an exact order. */
const historyParts = fc.tuple(awkwardUsers, parts, awkwardRecords).map(([user, part, [record]]) => {
  const timestamp = part.interval.before ?? new Date(0);
  const after = { timestamp, _id: record?._id ?? new Types.ObjectId('0'.repeat(24)) };
  return part.order === 'exact'
    ? analytics.historyPipeline(user, { ...part, after })
    : [...analytics.historyPipeline(user, { ...part, skip: 0, limit: 1_000 }), { $sort: { _id: 1 } }];
});

/** Every pipeline of the service: one that is added there has to be added here, or this does not compile. */
const QUESTIONS: Questions = {
  recordTotalsPipeline: [
    USAGE_COLLECTION,
    awkwardIntervals.map((interval) => [
      ...analytics.recordTotalsPipeline(interval),
      { $unwind: { path: '$users', preserveNullAndEmptyArrays: true } },
      { $sort: { users: 1 } },
    ]),
  ],
  userRecordsPipeline: [
    USAGE_COLLECTION,
    fc
      .tuple(awkwardUsers, awkwardIntervals)
      .map(([user, interval]) => analytics.userRecordsPipeline(user, interval)),
  ],
  usersRecordsPipeline: [
    USAGE_COLLECTION,
    ordered(
      fc
        .tuple(someUsers, awkwardIntervals)
        .map(([users, interval]) => analytics.usersRecordsPipeline(users, interval)),
    ),
  ],
  tokensOfRecordsPipeline: [
    USAGE_COLLECTION,
    ordered(awkwardIntervals.map(analytics.tokensOfRecordsPipeline)),
  ],
  seenInRecordsPipeline: [
    USAGE_COLLECTION,
    ordered(
      fc
        .tuple(someUsers, awkwardIntervals)
        .map(([users, interval]) => analytics.seenInRecordsPipeline(users, interval)),
    ),
  ],
  historyPipeline: [USAGE_COLLECTION, historyParts],
  recordGapsPipeline: [
    USAGE_COLLECTION,
    awkwardIntervals.map((interval) => [
      ...analytics.recordGapsPipeline(interval, 1_000),
      { $sort: { records: -1, _id: 1 } },
    ]),
  ],
  rollupTotalsPipeline: [ROLLUPS, ordered(stretches.map(analytics.rollupTotalsPipeline))],
  userSetsPipeline: [USER_SETS, ordered(stretches.map(analytics.userSetsPipeline))],
  monthsPipeline: [USER_SETS, ordered(months.map(analytics.monthsPipeline))],
  knownUsersPipeline: [USERS, ordered(someUsers.map(analytics.knownUsersPipeline))],
  dailyCountsPipeline: [USER_MONTHS, ordered(awkwardUsers.map(analytics.dailyCountsPipeline))],
  monthlyCountsPipeline: [USER_MONTHS, ordered(awkwardUsers.map(analytics.monthlyCountsPipeline))],
  userMonthsPipeline: [
    USER_MONTHS,
    fc
      .tuple(
        awkwardUsers,
        monthsAndDays.filter(({ length }) => length > 0),
      )
      .map(([user, stretches]) => analytics.userMonthsPipeline(user, stretches)),
  ],
  usersMonthsPipeline: [
    USER_MONTHS,
    ordered(
      fc
        .tuple(monthsOfSome, monthsAndDays, awkwardIntervals)
        .map(([selection, stretches, interval]) =>
          analytics.usersMonthsPipeline(selection, stretches, interval),
        ),
    ),
  ],
  tokensOfMonthsPipeline: [
    USER_MONTHS,
    ordered(
      fc
        .tuple(
          someMonths,
          monthsAndDays.filter(({ length }) => length > 0),
        )
        .map(([list, stretches]) => analytics.tokensOfMonthsPipeline(list, stretches)),
    ),
  ],
  // Of equal ones, which are cut off is anybody's guess.
  heaviestMonthsPipeline: [
    USER_MONTHS,
    someMonths.map((list) => {
      const [match, sort, limit, project] = analytics.heaviestMonthsPipeline(list, 1_000);
      return [match, sort, limit, { $sort: { _id: 1 } }, project].filter((stage) => stage !== undefined);
    }),
  ],
  heaviestUsersPipeline: [
    USER_MONTHS,
    ordered(someMonths.map(([month = new Date(0)]) => analytics.heaviestUsersPipeline(month, 1_000))),
  ],
};

const questionsTo = (isAsked: (source: string) => boolean) =>
  fc.tuple(
    ...Object.values(QUESTIONS)
      .filter(([source]) => isAsked(source))
      .map(([source, pipelines]) => pipelines.map((pipeline) => ({ source, pipeline }))),
  );

interface Question {
  readonly source: string;
  readonly pipeline: Pipeline;
}
interface DataSet {
  readonly batches: readonly [readonly StoredRecord[], readonly StoredRecord[]];
  readonly ordered: boolean;
  readonly questions: readonly Question[];
}
const dataSets: fc.Arbitrary<DataSet> = fc.record({
  batches: fc.tuple(awkwardRecords, awkwardRecords),
  ordered: fc.boolean(),
  questions: questionsTo((source) => source === USAGE_COLLECTION),
});
const rollupSets = fc.record({
  collections: awkwardRollups,
  questions: questionsTo((source) => source !== USAGE_COLLECTION),
});

/** The server's own reply, with an error for each record that it did not take. */
const inserts = (documents: readonly StoredRecord[], ordered: boolean) => (side: OnOneDatabase) =>
  side.db.command({ insert: side.records.collectionName, documents, ordered }, WITH_TYPES);
const answers =
  ({ source, pipeline }: Question) =>
  (side: OnOneDatabase) =>
    side.db
      .collection(source)
      .aggregate(pipeline as mongo.Document[], WITH_TYPES)
      .toArray();
const holdsOnly = (name: string, documents: readonly StoredRollup[]) => async (side: OnOneDatabase) => {
  await side.db.collection(name).deleteMany({});
  return side.db.command({ insert: name, documents, ordered: false }, WITH_TYPES);
};
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

  it('answers the same of rollups, whatever they are', async () => {
    const sets = fc.sample(rollupSets, { numRuns: SETS, seed: SEED });
    for (const [number, { collections, questions }] of sets.entries()) {
      const where = `seed ${SEED}, rollups ${number}`;
      for (const [name, documents] of Object.entries(collections))
        await same(holdsOnly(name, documents), `${where}: ${name}`);
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
