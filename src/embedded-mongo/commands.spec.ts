import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, BSON, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { mongo } from 'mongoose';
import { startEmbeddedMongo, type EmbeddedMongo } from '.';

type Document = Record<string, unknown>;

let dataDir: string;
let store: EmbeddedMongo;
let client: mongo.MongoClient;
let calls: mongo.Collection;
let tests = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
  store = await startEmbeddedMongo({ dataDir });
  client = await mongo.MongoClient.connect(store.uri);
});

beforeEach(() => {
  tests += 1;
  calls = client.db(`test_${tests}`).collection('calls');
});

afterAll(async () => {
  await client.close();
  await store.stop();
  await rm(dataDir, { recursive: true });
});

const insert = (...documents: Document[]) => calls.insertMany(documents);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => ({ _id: i, n: i }));
const stored = async () => (await calls.find().toArray()).map(({ _id }) => _id as unknown);
const command = (document: Document) => calls.db.command(document);

interface BulkFailure {
  readonly code: number;
  readonly insertedCount: number;
  readonly writeErrors: readonly {
    readonly index: number;
    readonly errmsg: string;
    readonly err: Document;
  }[];
}
const failureOf = async (attempt: Promise<unknown>) =>
  await attempt.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => error as BulkFailure,
  );

it('answers what clients and shells ask first', async () => {
  await insert({ _id: 1 });
  const admin = client.db('admin');
  expect(await admin.command({ hello: 1 })).toMatchObject({
    isWritablePrimary: true,
    maxWireVersion: 21,
    ok: 1,
  });
  expect(await admin.command({ ping: 1 })).toEqual({ ok: 1 });
  expect(await admin.command({ buildInfo: 1 })).toMatchObject({ version: '7.0.0', ok: 1 });
  expect(await command({ count: 'calls' })).toEqual({ n: 1, ok: 1 });
  expect(await command({ find: 'calls', limit: 1 })).toMatchObject({ cursor: { firstBatch: [{ _id: 1 }] } });
  expect(await command({ listIndexes: 'calls' })).toMatchObject({
    cursor: { firstBatch: [{ name: '_id_' }] },
  });
  expect(await command({ distinct: 'calls', key: '_id' })).toEqual({ values: [1], ok: 1 });
});

describe('an insert', () => {
  it('stops at the first known _id when it is ordered', async () => {
    await insert({ _id: 2 });
    const failure = await failureOf(insert({ _id: 1 }, { _id: 2 }, { _id: 3 }));
    expect(failure).toMatchObject({ code: 11000, insertedCount: 1 });
    expect(failure.writeErrors[0]).toMatchObject({
      index: 1,
      errmsg: `E11000 duplicate key error collection: ${calls.namespace} index: _id_ dup key: { _id: 2 }`,
    });
    expect(await stored()).toEqual([2, 1]);
  });

  it('inserts all others when it is unordered, and knows twins in its own batch', async () => {
    await calls.createIndexes([{ key: { recordId: 1 }, unique: true }]);
    const documents = ['a', 'b', 'a', 'c', 'b'].map((recordId, _id) => ({ _id, recordId }));
    const failure = await failureOf(calls.insertMany(documents as never, { ordered: false }));
    expect(failure.insertedCount).toBe(3);
    expect(failure.writeErrors.map(({ index }) => index)).toEqual([2, 4]);
    const single = calls.insertOne({ recordId: 'a' });
    await expect(single).rejects.toMatchObject({ keyPattern: { recordId: 1 }, keyValue: { recordId: 'a' } });
    expect(await stored()).toEqual([0, 1, 3]);
  });

  it('takes 1 and 1.0 as the same key, and a missing field as null', async () => {
    await calls.createIndexes([{ key: { a: 1, b: 1 }, unique: true }]);
    await insert({ a: new Int32(1), b: 'x' }, { a: null, b: 'x' });
    await expect(insert({ a: new Double(1), b: 'x' })).rejects.toMatchObject({ code: 11000 });
    await expect(insert({ b: 'x' })).rejects.toMatchObject({ code: 11000 });
    await insert({ a: '1', b: 'x' }, { a: 1, b: 'y' });
  });

  it('puts the _id first, and makes one where there is none', async () => {
    const raw = client.db(calls.dbName, { forceServerObjectId: true }).collection('calls');
    await raw.insertMany([{ n: 1 }], { forceServerObjectId: true });
    await insert({ n: 2, _id: 'x', m: 3 });
    const [made, moved] = await calls.find().toArray();
    expect(made?._id).toBeInstanceOf(ObjectId);
    expect(Object.keys(moved ?? {})).toEqual(['_id', 'n', 'm']);
  });

  it('takes null as an _id, once', async () => {
    const nobody = { insert: 'calls', documents: [{ _id: null }] };
    expect(await command(nobody)).toEqual({ n: 1, ok: 1 });
    expect(await command(nobody)).toMatchObject({ n: 0, writeErrors: [{ code: 11000 }] });
  });

  it('refuses an _id that is an array', async () => {
    await expect(insert({ _id: [1] })).rejects.toMatchObject({ code: 53 });
  });
});

describe('a unique index', () => {
  it('is not made over documents that break it', async () => {
    await insert({ a: 1 }, { a: 1 });
    await expect(calls.createIndexes([{ key: { a: 1 }, unique: true }])).rejects.toMatchObject({
      code: 11000,
    });
    expect(await calls.listIndexes().toArray()).toHaveLength(1);
    await insert({ a: 1 });
  });

  it('holds over what was there before it', async () => {
    await insert({ a: 1 });
    await calls.createIndexes([{ key: { a: 1 }, unique: true }]);
    await expect(insert({ a: 1 })).rejects.toMatchObject({ code: 11000 });
  });

  it('may be asked for again, but not with another meaning', async () => {
    await calls.createIndexes([{ key: { a: 1 }, unique: true }]);
    await calls.createIndexes([{ key: { a: 1 }, unique: true }]);
    await expect(calls.createIndexes([{ key: { a: 1 } }])).rejects.toMatchObject({ code: 86 });
    await expect(calls.createIndexes([{ key: { a: 1 }, name: 'other', unique: true }])).rejects.toMatchObject(
      {
        code: 85,
      },
    );
  });
});

describe('a find', () => {
  it('answers more than a thousand documents in batches', async () => {
    await calls.insertMany(numbered(1234) as never);
    expect(await stored()).toHaveLength(1234);
    expect(
      await calls.find({ n: { $gte: 100 } }, { batchSize: 7, sort: { n: -1 }, limit: 500 }).toArray(),
    ).toHaveLength(500);
    const first = await command({ find: 'calls', filter: {} });
    expect(first).toMatchObject({ cursor: { firstBatch: { length: 101 } } });
  });

  it('answers in batches of at most 16 MB', async () => {
    await calls.insertMany(Array.from({ length: 25 }, (_, n) => ({ n, text: 'x'.repeat(1_000_000) })));
    const { cursor } = (await command({ find: 'calls', filter: {} })) as {
      cursor: { firstBatch: unknown[] };
    };
    expect(cursor.firstBatch).toHaveLength(16);
    expect(await stored()).toHaveLength(25);
  });

  it("does not know a cursor that was killed, or another collection's", async () => {
    await calls.insertMany(numbered(10) as never);
    const open = async () => {
      const { cursor } = (await command({ find: 'calls', filter: {}, batchSize: 2 })) as {
        cursor: { id: Long };
      };
      return Long.fromNumber(Number(cursor.id));
    };
    const id = await open();
    await expect(command({ getMore: id, collection: 'others' })).rejects.toMatchObject({ code: 43 });
    expect(await command({ getMore: id, collection: 'calls', batchSize: 2 })).toMatchObject({
      cursor: { nextBatch: [{ _id: 2 }, { _id: 3 }] },
    });
    await command({ killCursors: 'calls', cursors: [id] });
    await expect(command({ getMore: id, collection: 'calls' })).rejects.toMatchObject({ code: 43 });
  });

  it('ends the cursors of a connection that closed', async () => {
    await calls.insertMany(numbered(10) as never);
    const other = await mongo.MongoClient.connect(store.uri);
    const { cursor } = (await other
      .db(calls.dbName)
      .command({ find: 'calls', filter: {}, batchSize: 2 })) as {
      cursor: { id: Long };
    };
    await other.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const id = Long.fromNumber(Number(cursor.id));
    await expect(command({ getMore: id, collection: 'calls' })).rejects.toMatchObject({ code: 43 });
  });

  it('finds by a unique key, with whatever else is asked', async () => {
    await calls.createIndexes([{ key: { recordId: 1 }, unique: true }]);
    await insert({ _id: 1, recordId: 'a', n: 1 }, { _id: 2, recordId: 'b', n: 2 });
    expect(await calls.findOne({ recordId: 'b' })).toMatchObject({ _id: 2 });
    expect(await calls.findOne({ recordId: 'b', n: 1 })).toBeNull();
    expect(await calls.findOne({ recordId: 'c' })).toBeNull();
  });

  it('ends when its time is over', async () => {
    await calls.insertMany(numbered(20_000) as never);
    await expect(calls.find({ n: -1 }, { maxTimeMS: 1 }).toArray()).rejects.toMatchObject({ code: 50 });
  });
});

describe('types', () => {
  it('are answered as they were sent', async () => {
    const document = {
      _id: new ObjectId(),
      int: new Int32(1),
      long: Long.fromNumber(1),
      double: new Double(1),
      date: new Date(0),
      nothing: null,
      yes: true,
      text: 'é😀',
      list: [new Double(2), { a: new Int32(1) }],
      nested: { 2: 'b', 1: 'a' },
      binary: new Binary(Buffer.from('abc')),
      money: Decimal128.fromString('1.10'),
    };
    await insert(document);
    const [found] = await calls.find({}, { raw: true }).toArray();
    expect(Buffer.from(found as never)).toEqual(Buffer.from(BSON.serialize(document)));
    const [projected] = await calls
      .aggregate([{ $project: { int: 1, long: 1, double: 1, list: 1, money: 1 } }], { promoteValues: false })
      .toArray();
    const { _id, int, long, double, list, money } = document;
    expect(projected).toEqual({ _id, int, long, double, list, money });
  });

  it('of sums grow only as far as they must', async () => {
    const sumOf = async (...values: unknown[]) => {
      await calls.drop();
      await insert(...values.map((n) => ({ n })));
      const [{ sum } = {}] = await calls
        .aggregate([{ $group: { _id: null, sum: { $sum: '$n' } } }], { promoteValues: false })
        .toArray();
      return sum as unknown;
    };
    expect(await sumOf(new Int32(1), new Int32(2))).toEqual(new Int32(3));
    expect(await sumOf(new Int32(2 ** 31 - 1), new Int32(1))).toEqual(Long.fromNumber(2 ** 31));
    expect(await sumOf(Long.fromBigInt(2n ** 53n), Long.ONE, Long.ONE)).toEqual(
      Long.fromBigInt(2n ** 53n + 2n),
    );
    expect(await sumOf(Long.fromBigInt(2n ** 62n), Long.fromBigInt(2n ** 62n - 1n))).toEqual(Long.MAX_VALUE);
    expect(await sumOf(Long.MAX_VALUE, Long.ONE)).toEqual(new Double(2 ** 63));
    expect(await sumOf(new Int32(1), new Double(1))).toEqual(new Double(2));
    expect(await sumOf('text', null)).toEqual(new Int32(0));
    await expect(sumOf(Decimal128.fromString('1'))).rejects.toThrow(/does not support sums of Decimal128/);
  });

  it('decide what compares with what', async () => {
    await insert(
      { _id: 1, a: 5 },
      { _id: 2, a: '5' },
      { _id: 3, a: null },
      { _id: 4 },
      { _id: 5, a: Long.fromNumber(6) },
    );
    const ids = async (filter: mongo.Filter<mongo.Document>) =>
      (await calls.find(filter).toArray()).map(({ _id }) => _id as unknown);
    expect(await ids({ a: { $gt: 4 } })).toEqual([1, 5]);
    expect(await ids({ a: { $gt: '' } })).toEqual([2]);
    expect(await ids({ a: null })).toEqual([3, 4]);
    expect(await ids({ a: { $ne: null } })).toEqual([1, 2, 5]);
    expect((await calls.find().sort({ a: 1 }).toArray()).map(({ _id }) => _id as unknown)).toEqual([
      3, 4, 1, 5, 2,
    ]);
  });
});

describe('a pipeline', () => {
  it('counts nothing as no document', async () => {
    expect(await calls.aggregate([{ $count: 'n' }]).toArray()).toEqual([]);
    expect(await calls.countDocuments()).toBe(0);
  });

  it('takes the latest by a date, with what came with it', async () => {
    await insert(
      { user: 'u', at: new Date(2), email: 'new@example.com' },
      { user: 'u', at: new Date(1), email: 'old@example.com' },
      { email: 'nobody@example.com' },
    );
    const latest = { $max: { at: '$at', email: '$email' } };
    expect(
      await calls.aggregate([{ $group: { _id: '$user', latest } }, { $sort: { _id: -1 } }]).toArray(),
    ).toEqual([
      { _id: 'u', latest: { at: new Date(2), email: 'new@example.com' } },
      { _id: null, latest: { email: 'nobody@example.com' } },
    ]);
  });
});

describe('what the store cannot do', () => {
  const REFUSAL = /The embedded store does not support .* Set MONGODB_URI to a MongoDB server/;

  beforeEach(async () => {
    await insert({ a: 1, list: [{ b: 1 }, { b: 2 }], at: new Date(0) });
  });

  it.each<[string, Document]>([
    ['a regular expression', { a: /x/ }],
    ['$regex', { a: { $regex: 'x' } }],
    ['$where', { $where: 'true' }],
    ['$expr', { $expr: { $eq: ['$a', 1] } }],
    ['$nor', { $nor: [{ a: 1 }] }],
    ['$elemMatch', { list: { $elemMatch: { b: 1 } } }],
    ['$type', { a: { $type: 'string' } }],
    ['a path through an array', { 'list.b': 1 }],
    ['Decimal128', { a: Decimal128.fromString('1') }],
    ['$text', { $text: { $search: 'x' } }],
  ])('it refuses in a filter: %s', async (_, filter) => {
    await expect(calls.find(filter).toArray()).rejects.toThrow(REFUSAL);
  });

  it.each<[string, Document]>([
    ['$lookup', { $lookup: { from: 'x', localField: 'a', foreignField: 'a', as: 'b' } }],
    ['$facet', { $facet: { a: [{ $count: 'n' }] } }],
    ['$bucket', { $bucket: { groupBy: '$a', boundaries: [0, 1] } }],
    ['$out', { $out: 'x' }],
    ['$unwind of a part', { $unwind: '$list.b' }],
    ['an accumulator', { $group: { _id: null, a: { $stdDevPop: '$a' } } }],
    ['an expression', { $project: { a: { $dateToString: { date: '$at' } } } }],
    ['a variable', { $project: { a: '$$ROOT' } }],
    ['dates in arithmetic', { $project: { a: { $subtract: ['$at', 1] } } }],
    ['sorting by an array', { $sort: { list: 1 } }],
  ])('it refuses in a pipeline: %s', async (_, stage) => {
    await expect(calls.aggregate([stage]).toArray()).rejects.toThrow(REFUSAL);
  });

  it.each<[string, Document]>([
    ['a collation', { find: 'calls', collation: { locale: 'de' } }],
    ['a hint', { find: 'calls', hint: 'a_1' }],
    ['a transaction', { find: 'calls', startTransaction: true, autocommit: false }],
    [
      'a TTL index',
      { createIndexes: 'calls', indexes: [{ key: { a: 1 }, name: 'a', expireAfterSeconds: 1 }] },
    ],
    ['a text index', { createIndexes: 'calls', indexes: [{ key: { a: 'text' }, name: 'a' }] }],
    ['a capped collection', { create: 'capped', capped: true, size: 1000 }],
    ['a pipeline on a database', { aggregate: 1, pipeline: [], cursor: {} }],
  ])('it refuses in a command: %s', async (_, document) => {
    await expect(command(document)).rejects.toThrow(REFUSAL);
  });

  it.each<[string, Document | readonly Document[]]>([
    ['$rename', { $rename: { a: 'b' } }],
    ['$currentDate', { $currentDate: { a: true } }],
    ['a position', { $set: { 'list.$': 1 } }],
    ['every element', { $set: { 'list.$[]': 1 } }],
    ['$push with $slice', { $push: { list: { $each: [1], $slice: 1 } } }],
    ['a pipeline', [{ $set: { a: 2 } }]],
    ['Decimal128 in arithmetic', { $inc: { a: Decimal128.fromString('1') } }],
  ])('it refuses in an update, before anything is written: %s', async (_, update) => {
    const updates = [
      { q: {}, u: { $set: { written: true } } },
      { q: {}, u: update },
    ];
    await expect(command({ update: 'calls', updates })).rejects.toThrow(REFUSAL);
    expect(await calls.countDocuments({ written: true })).toBe(0);
  });

  it('it does not know the other commands', async () => {
    await expect(command({ mapReduce: 'calls' })).rejects.toMatchObject({
      code: 59,
      message: expect.stringMatching(/embedded store does not know the command/) as string,
    });
  });
});

describe('the catalogue', () => {
  it('keeps databases apart, and drops one of them', async () => {
    const here = calls.db;
    const there = client.db(`${calls.dbName}_2`);
    await insert({ _id: 1 });
    await there.collection('calls').insertOne({ _id: 1 as never });
    await here.dropDatabase();
    expect(await here.listCollections().toArray()).toEqual([]);
    expect(await there.listCollections({}, { nameOnly: true }).toArray()).toEqual([
      { name: 'calls', type: 'collection' },
    ]);
    await insert({ _id: 1 });
    expect(await stored()).toEqual([1]);
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).toEqual(expect.arrayContaining([here.databaseName]));
  });
});
