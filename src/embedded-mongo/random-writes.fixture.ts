import { Int32, Long } from 'bson';
import fc from 'fast-check';
import { anything, compact, numbers, scalars, type Document } from './random-documents.fixture';
import { filters } from './random-filters.fixture';

/** A command that writes, but for the name of its collection. */
export interface Write {
  readonly name: 'update' | 'delete' | 'findAndModify' | 'insert';
  readonly fields: Document;
}

const ids = fc.oneof(
  { weight: 5, arbitrary: fc.nat(9).map((n) => new Int32(n)) },
  { weight: 1, arbitrary: fc.nat(9).map((n) => Long.fromNumber(n)) },
  { weight: 1, arbitrary: fc.constantFrom('x', 'y', null) },
);
const paths = fc.constantFrom(
  ...['a', 'a', 'b', 'n', 'n', 'g', 'k', 'd', 'd.x', 'd.y', 'd.x.z', 'd.new.deep', 'list', 'list', 'list.0'],
  ...['list.3', 'list.x', 'new', 'new.b', 'new.a', 'new.10', 'new.9', 'new.B', 'z', '10', '9', 'Z', '_id'],
);
const lists = fc.array(anything, { maxLength: 3 });
const each = lists.map(($each) => ({ $each }));
const added = fc.oneof({ weight: 3, arbitrary: anything }, { weight: 2, arbitrary: each });
const numeric = fc.oneof({ weight: 12, arbitrary: numbers }, { weight: 1, arbitrary: scalars });
const integers = fc.oneof(
  fc.integer().map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
);
const bits = fc
  .tuple(fc.constantFrom('or', 'and', 'xor'), fc.oneof({ weight: 8, arbitrary: integers }, numbers))
  .map(([name, by]) => ({ [name]: by }));
const pulled = fc.oneof(
  anything,
  fc.tuple(fc.constantFrom('$gte', '$lt', '$ne', '$in'), scalars).map(([name, value]) => ({
    [name]: name === '$in' ? [value, new Int32(1)] : value,
  })),
  scalars.map((x) => ({ x })),
);

/** Which code an `_id` has that is pushed into existence depends on whether something is. */
const otherPaths = paths.filter((path) => path !== '_id');
const perField = (name: string, operand: fc.Arbitrary<unknown>, among = paths) =>
  fc
    .array(fc.tuple(among, operand), { minLength: 1, maxLength: 3 })
    .map((fields) => [name, Object.fromEntries(fields)] as const);
const operations = fc.oneof(
  { weight: 3, arbitrary: perField('$set', anything) },
  { weight: 3, arbitrary: perField('$inc', numeric) },
  perField('$mul', numeric),
  perField('$unset', fc.constant('')),
  perField('$min', anything),
  perField('$max', anything),
  perField('$setOnInsert', anything),
  perField('$push', added, otherPaths),
  perField('$addToSet', added, otherPaths),
  perField('$pull', pulled),
  perField('$bit', bits),
  fc.constantFrom(['$unknown', {}] as const, ['$set', {}] as const, ['$inc', 1] as const),
);
const modifications = fc
  .array(operations, { minLength: 1, maxLength: 3 })
  .map((parts) => Object.fromEntries(parts));
const replacements = fc
  .record({ a: anything, k: ids, z: scalars, _id: fc.option(ids, { nil: undefined, freq: 2 }) })
  .map(compact);
const updates = fc.oneof({ weight: 6, arbitrary: modifications }, { weight: 1, arbitrary: replacements });

/** What an upsert takes over from its filter, one field at a time: of several, MongoDB leaves the order open. */
const equalities = fc.oneof(
  ids.map(($eq) => ({ k: { $eq } })),
  scalars.map((value) => ({ 'new.sub': value })),
  scalars.map((one) => ({ b: { $in: [one] } })),
  scalars.map((z) => ({ $and: [{ z }] })),
  scalars.map((z) => ({ $or: [{ z }] })),
  fc.tuple(scalars, scalars).map(([a, b]) => ({ 'new.a': a, new: { a: b } })),
  numbers.map(($gte) => ({ 'd.x': { $not: { $gte } } })),
);
const demands = fc
  .tuple(fc.option(ids, { nil: undefined, freq: 2 }), equalities)
  .map(([_id, equality]) => compact({ _id, ...equality }));
const targets = fc.oneof(
  { weight: 5, arbitrary: ids.map((_id) => ({ _id })) },
  { weight: 2, arbitrary: demands },
  { weight: 1, arbitrary: filters },
  { weight: 1, arbitrary: fc.array(ids, { maxLength: 3 }).map(($in) => ({ _id: { $in } })) },
);

const statements = fc
  .record({
    q: targets,
    u: updates,
    multi: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.boolean()),
    upsert: fc.boolean(),
  })
  .map((statement) => statement);
const deletes = fc.record({ q: targets, limit: fc.constantFrom(0, 1, 1, 1) });
const inserted = fc.record({ _id: ids, k: ids, list: lists, n: numbers });
const several = <T>(statement: fc.Arbitrary<T>) => fc.array(statement, { minLength: 1, maxLength: 4 });

const writes: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ updates: several(statements), ordered: fc.boolean() }).map(named('update')),
  },
  {
    weight: 1,
    arbitrary: fc.record({ deletes: several(deletes), ordered: fc.boolean() }).map(named('delete')),
  },
  {
    weight: 1,
    arbitrary: fc.record({ documents: several(inserted), ordered: fc.boolean() }).map(named('insert')),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ query: targets, sort: sortsById(), update: updates, new: fc.boolean(), upsert: fc.boolean() })
      .map(named('findAndModify')),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        query: targets,
        sort: sortsById(),
        remove: fc.constant(true),
        fields: fc.constantFrom({}, { k: 1 }),
      })
      .map(named('findAndModify')),
  },
);
export const histories = fc.array(writes, { minLength: 5, maxLength: 15 });

function named(name: Write['name']) {
  return (fields: Document): Write => ({ name, fields });
}

function sortsById() {
  return fc.constantFrom({ _id: 1 }, { _id: -1 });
}
