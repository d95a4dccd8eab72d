import { EJSON } from 'bson';
import fc from 'fast-check';
import { type mongo } from 'mongoose';
import { anything, json, numbers, type Document } from './random-documents.fixture';
import { comparisons, filters, paths, sorts } from './random-filters.fixture';

const asStored = { promoteValues: false, promoteLongs: false } as const;

export interface Question {
  readonly text: string;
  readonly ask: (collection: mongo.Collection) => Promise<unknown[]>;
}

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
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({ $sum: parts })),
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
    average: fc.constant({ $avg: '$n' }),
    count: fc.constant({ $count: {} }),
    set: paths.map((path) => ({ $addToSet: `$${path}` })),
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

const unwinds = fc
  .record({
    path: fc.constantFrom('$a', '$g', '$nowhere'),
    preserveNullAndEmptyArrays: fc.boolean(),
    includeArrayIndex: fc.constantFrom('i', 'b'),
  })
  .map((options) => ({ $unwind: options }));
const page = fc.record({ skip: fc.nat(5), limit: fc.integer({ min: 1, max: 8 }) });
const matches = filters.map(($match) => ({ $match }));
const projects = projections.map(($project) => ({ $project }));
export const questions: fc.Arbitrary<Question> = fc.oneof(
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
  fc.tuple(paths, filters).map(([path, filter]) => ({
    text: `distinct ${json({ path, filter })}`,
    ask: async (collection: mongo.Collection) =>
      (await collection.distinct(path, filter, asStored)).map((value) => EJSON.stringify(value)).sort(),
  })),
  pipelines(unwinds, matches, groups),
  pipelines(matches, unwinds),
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

/** Which of 1 and 1.0 is the greater one MongoDB leaves open: its two engines decide differently. So is the order of a set. */
function withTies(document: Document): Document {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      if (name === 'set' && Array.isArray(value)) return [name, value.map(json).sort()];
      return [name, ['max', 'min', 'latest'].includes(name) ? EJSON.stringify(value) : value];
    }),
  );
}
