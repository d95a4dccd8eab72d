import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, Double, EJSON, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describeOnMongoDB, mongodbUriFor } from '../../test/support/mongodb';
import { startEmbeddedMongo, type EmbeddedMongo } from '.';

const DATA_SETS = Number(process.env['DIFFERENTIAL_SETS'] ?? 300);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20261123);
const asStored = { promoteValues: false, promoteLongs: false } as const;

type Document = Record<string, unknown>;
interface Question {
  readonly text: string;
  readonly ask: (collection: mongo.Collection) => Promise<unknown[]>;
}
interface Difference {
  readonly documents: string;
  readonly question: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Values on both sides of every border between types, and where int32, int64 and double end. */
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => Long.fromNumber(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => new Double(n)),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31)).map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc
    .constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 31n)
    .map((n) => Long.fromBigInt(n)),
  fc
    .constantFrom(0.1, 0.2, -1.5, 2 ** 53, 2 ** 63, 1e300, NaN, Infinity, -Infinity, -0)
    .map((n) => new Double(n)),
  fc.double({ noNaN: true }).map((n) => new Double(n)),
);
const texts = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'B', 'aa', 'é', '😀', '\uffee', '10', '9'),
  fc.string({ maxLength: 4 }),
);
const scalars = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: texts },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }).map((ms) => new Date(ms * 86_400_000)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('000000000000000000000001', 'ffffffffffffffffffffffff')
      .map((hex) => new ObjectId(hex)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2 }).map((bytes) => new Binary(bytes)) },
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 5 });
const compact = (document: Document) =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
const nested = fc.record({ x: optional(scalars), y: optional(scalars) }).map(compact);
const anything = fc.oneof(
  { weight: 6, arbitrary: scalars },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
);
const documents = fc.array(
  fc
    .record({
      a: optional(anything),
      b: optional(scalars),
      n: optional(numbers),
      g: optional(fc.constantFrom<unknown>('u1', 'u2', null, new Int32(1), new Double(1), Long.ONE)),
      d: optional(fc.oneof({ weight: 5, arbitrary: nested }, { weight: 1, arbitrary: scalars })),
    })
    .map(compact),
  { minLength: 1, maxLength: 30 },
);

const paths = fc.constantFrom('a', 'b', 'n', 'g', 'd', 'd.x', 'd.y', 'd.x.z', 'nowhere');
const comparisons = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
const conditions = fc.oneof(
  anything,
  fc.tuple(comparisons, anything).map(([operator, value]) => ({ [operator]: value })),
  fc
    .tuple(comparisons, comparisons, scalars, scalars)
    .map(([one, other, x, y]) => ({ [one]: x, [other]: y })),
  fc
    .tuple(fc.constantFrom('$in', '$nin'), fc.array(anything, { maxLength: 4 }))
    .map(([name, list]) => ({ [name]: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
);
const simpleFilters = fc.tuple(paths, conditions).map(([path, condition]) => ({ [path]: condition }));
const filters: fc.Arbitrary<Document> = fc.oneof(
  fc.constant({}),
  simpleFilters,
  fc
    .tuple(fc.constantFrom('$and', '$or'), fc.array(simpleFilters, { minLength: 1, maxLength: 3 }))
    .map(([name, parts]) => ({ [name]: parts })),
);
const sorts = fc
  .tuple(
    fc.uniqueArray(fc.tuple(paths, fc.constantFrom(1, -1)), {
      maxLength: 2,
      selector: ([path]) => path.slice(0, 1),
    }),
  )
  .map(([keys]) => ({ ...Object.fromEntries(keys), _id: 1 as const }));

const { expression } = fc.letrec<{ expression: unknown }>((tie) => {
  const part = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      paths.map((path) => `$${path}`),
      numbers,
      anything.map((value) => ({ $literal: value })),
      fc.tuple(comparisons, part, part).map(([operator, x, y]) => ({ [operator]: [x, y] })),
      fc
        .tuple(fc.constantFrom('$and', '$or', '$ifNull'), fc.array(part, { minLength: 2, maxLength: 3 }))
        .map(([operator, parts]) => ({ [operator]: parts })),
      part.map((one) => ({ $not: [one] })),
      fc.tuple(part, part, part).map((parts) => ({ $cond: parts })),
      fc.tuple(part, part, part).map(([one, two, three]) => ({ $cond: { if: one, then: two, else: three } })),
      fc
        .tuple(fc.constantFrom('$add', '$multiply', '$subtract'), fc.tuple(part, part))
        .map(([operator, parts]) => ({
          [operator]: parts,
        })),
      fc.record({ p: part, q: part }),
    ),
  };
});
const groupIds = fc.oneof(
  fc.constant(null),
  paths.map((path) => `$${path}`),
  fc.tuple(paths, paths).map(([p, q]) => ({ p: `$${p}`, q: `$${q}` })),
  expression,
);
const groups = fc
  .record({
    _id: groupIds,
    sum: fc
      .oneof(
        paths.map((path) => `$${path}`),
        fc.constant(1),
        expression.map((condition) => ({ $cond: [condition, '$n', '$d.x'] })),
      )
      .map(($sum) => ({ $sum })),
    total: fc.constant({ $sum: '$n' }),
    max: expression.map(($max) => ({ $max })),
    min: expression.map(($min) => ({ $min })),
    latest: fc.constant({ $max: { at: '$b', email: '$a' } }),
    first: expression.map(($first) => ({ $first })),
    last: expression.map(($last) => ({ $last })),
  })
  .map(($group) => ({ $group }));
const projections = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'd.x', 'd.y', 'nowhere.x', '_id'), { minLength: 1 })
    .chain((names) =>
      fc.constantFrom(0, 1).map((choice) => Object.fromEntries(names.map((name) => [name, choice]))),
    ),
  fc.record({
    _id: fc.constantFrom(0, 1),
    a: fc.constant(1),
    e: expression,
    d: fc.record({ x: fc.constant(1), z: expression }),
  }),
  fc.record({ b: fc.constant(1), 'd.x': fc.constant(true), 'a.k': expression }),
);

const page = fc.record({ skip: fc.nat(5), limit: fc.integer({ min: 1, max: 8 }) });
const matches = filters.map(($match) => ({ $match }));
const projects = projections.map(($project) => ({ $project }));
const questions: fc.Arbitrary<Question> = fc.oneof(
  fc.tuple(filters, sorts, page).map(([filter, sort, { skip, limit }]) => ({
    text: `find ${json({ filter, sort, skip, limit })}`,
    ask: (collection: mongo.Collection) =>
      collection.find(filter, asStored).sort(sort).skip(skip).limit(limit).batchSize(3).toArray(),
  })),
  fc.tuple(filters, projections).map(([filter, projection]) => ({
    text: `find ${json({ filter, projection })}`,
    ask: (collection: mongo.Collection) =>
      collection.find(filter, { ...asStored, projection, sort: { _id: 1 } }).toArray(),
  })),
  filters.map((filter) => ({
    text: `count ${json({ filter })}`,
    ask: async (collection: mongo.Collection) => [
      await collection.countDocuments(filter),
      await collection.estimatedDocumentCount(),
    ],
  })),
  pipelines(matches, groups),
  pipelines(matches, groups, fc.constant({ $count: 'groups' })),
  pipelines(matches, fc.constant({ $count: 'n' })),
  pipelines(groups, fc.constant({ $group: { _id: null, groups: { $sum: 1 } } })),
  pipelines(
    sorts.map(($sort) => ({ $sort })),
    page.map(({ skip }) => ({ $skip: skip })),
    page.map(({ limit }) => ({ $limit: limit })),
    projects,
  ),
  pipelines(
    projects,
    matches,
    sorts.map(($sort) => ({ $sort })),
  ),
);

function pipelines(...stages: readonly fc.Arbitrary<Document>[]): fc.Arbitrary<Question> {
  return fc.tuple(...stages).map((pipeline) => ({
    text: `aggregate ${json(pipeline)}`,
    ask: async (collection: mongo.Collection) => {
      const answer = await collection.aggregate(pipeline, asStored).toArray();
      const hasOrder = pipeline.some((stage) => '$sort' in stage);
      return hasOrder ? answer : answer.map(withTies).map(json).sort();
    },
  }));
}

/** Which of 1 and 1.0 is the greater one MongoDB leaves open: its two engines decide differently. */
function withTies(document: Document): Document {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      ['max', 'min', 'latest'].includes(name) ? EJSON.stringify(value) : value,
    ]),
  );
}

function json(value: unknown): string {
  return EJSON.stringify(value, { relaxed: false });
}

const REFUSED = 238;

/** What a server answers: a list as text, or that it refuses. */
async function answerOf({ ask }: Question, collection: mongo.Collection): Promise<string> {
  try {
    return json(await ask(collection));
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    if (Number(error.code) === REFUSED) return 'refused';
    return `error: ${error.message}`;
  }
}

function fromFirstDifference(ours: string, theirs: string): { ours: string; theirs: string } {
  let same = 0;
  while (same < ours.length && ours[same] === theirs[same]) same += 1;
  const start = Math.max(0, same - 60);
  return { ours: ours.slice(start, start + 200), theirs: theirs.slice(start, start + 200) };
}

/**
 * Errors count as the same, whatever their words. MongoDB computes constants before it looks for documents, so that a mistake
 * in one is an error there even where there is nothing to answer.
 */
function isSame(ours: string, theirs: string): boolean {
  return ours === theirs || (theirs.startsWith('error') && (ours.startsWith('error') || ours === '[]'));
}

describeOnMongoDB('the embedded store beside a MongoDB server', () => {
  const databaseName = `differential_${process.pid}`;
  let dataDir: string;
  let embedded: EmbeddedMongo;
  let clients: readonly [ours: mongo.MongoClient, theirs: mongo.MongoClient];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
    embedded = await startEmbeddedMongo({ dataDir });
    clients = [
      await mongo.MongoClient.connect(embedded.uri),
      await mongo.MongoClient.connect(mongodbUriFor('')),
    ];
  });

  afterAll(async () => {
    await clients[1].db(databaseName).dropDatabase();
    await Promise.all(clients.map((client) => client.close()));
    await embedded.stop();
    await rm(dataDir, { recursive: true });
  });

  it('answers random questions about random documents as MongoDB does', async () => {
    const sets = fc.sample(fc.tuple(documents, fc.array(questions, { minLength: 10, maxLength: 20 })), {
      numRuns: DATA_SETS,
      seed: SEED,
    });
    const differences: Difference[] = [];
    const seen = { sets: 0, questions: 0, answered: 0, refused: 0, errors: 0 };
    for (const [set, asked] of sets) {
      seen.sets += 1;
      const collections = clients.map((client) => client.db(databaseName).collection(`set_${seen.sets}`));
      const numbered = set.map((document, i) => ({ ...document, _id: new Int32(i) as never }));
      await Promise.all(collections.map((collection) => collection.insertMany(numbered)));
      for (const question of asked) {
        const answers = await Promise.all(collections.map((collection) => answerOf(question, collection)));
        const [ours = '', theirs = ''] = answers;
        seen.questions += 1;
        seen[ours === 'refused' ? 'refused' : ours.startsWith('error') ? 'errors' : 'answered'] += 1;
        if (ours !== 'refused' && !isSame(ours, theirs)) {
          differences.push({
            documents: json(set),
            question: question.text,
            ...fromFirstDifference(ours, theirs),
          });
        }
      }
      await Promise.all(collections.map((collection) => collection.drop()));
    }
    console.info(`Compared with MongoDB (seed ${SEED}): ${JSON.stringify(seen)}`);
    expect({ different: differences.length, such: differences.slice(0, 12) }).toEqual({
      different: 0,
      such: [],
    });
  }, 900_000);
});
