import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Double, Int32, Long } from 'bson';
import { mongo } from 'mongoose';
import { startEmbeddedMongo, type EmbeddedMongo } from '.';

interface Call {
  _id: number | string;
  n?: number;
  k?: number | string;
  m?: number;
  seen?: boolean;
  replaced?: boolean;
}

let dataDir: string;
let store: EmbeddedMongo;
let client: mongo.MongoClient;
let calls: mongo.Collection<Call>;
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

const typed = async () => calls.find({}, { promoteValues: false }).toArray();
const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ _id: n, n }));

describe('a rollup that remembers what it has seen', () => {
  /** Adds a batch of a writer, unless a later one of that writer is in already. */
  const add = (sequence: number, tokens: number) =>
    calls.updateOne(
      { _id: 'day', 's.w1': { $not: { $gte: Long.fromNumber(sequence) } } },
      {
        $inc: { 'byModel.gpt.tokens': Long.fromNumber(tokens) },
        $set: { 's.w1': Long.fromNumber(sequence) },
      },
      { upsert: true, writeConcern: { w: 1, journal: true } },
    );

  it('is made by its first batch, and grows by the next', async () => {
    expect(await add(1, 5)).toMatchObject({ upsertedCount: 1, upsertedId: 'day' });
    expect(await add(2, 7)).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await typed()).toEqual([
      { _id: 'day', byModel: { gpt: { tokens: Long.fromNumber(12) } }, s: { w1: Long.fromNumber(2) } },
    ]);
  });

  it('does not take a batch twice: the upsert meets its own document', async () => {
    await add(2, 5);
    await expect(add(2, 5)).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'day' },
    });
    await expect(add(1, 5)).rejects.toMatchObject({ code: 11000 });
    expect(await calls.findOne()).toMatchObject({ byModel: { gpt: { tokens: 5 } } });
  });
});

describe('bulk writes', () => {
  it('do all kinds of things in one command each, and tell what became of them', async () => {
    await calls.insertMany(numbered(3));
    const result = await calls.bulkWrite([
      { updateOne: { filter: { _id: 0 }, update: { $inc: { n: 10 } } } },
      { updateOne: { filter: { _id: 'new' }, update: { $set: { n: 1 } }, upsert: true } },
      { updateMany: { filter: {}, update: { $set: { seen: true } } } },
      { replaceOne: { filter: { _id: 1 }, replacement: { replaced: true } } },
      { deleteOne: { filter: { _id: 2 } } },
      { insertOne: { document: { _id: 4 } } },
    ]);
    expect(result).toMatchObject({
      matchedCount: 6,
      modifiedCount: 6,
      upsertedCount: 1,
      deletedCount: 1,
      insertedCount: 1,
    });
    expect(await calls.find().toArray()).toEqual([
      { _id: 0, n: 10, seen: true },
      { _id: 1, replaced: true },
      { _id: 'new', n: 1, seen: true },
      { _id: 4 },
    ]);
  });

  it('go on after an error where they are unordered, and stop where they are not', async () => {
    await calls.createIndexes([{ key: { k: 1 }, unique: true }]);
    await calls.insertMany([
      { _id: 1, k: 1 },
      { _id: 2, k: 2 },
    ]);
    const writes = [
      { updateOne: { filter: { _id: 1 }, update: { $set: { k: 2 } } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { k: 3 } } } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { k: 2 } } } },
    ];
    await expect(calls.bulkWrite(writes)).rejects.toMatchObject({ code: 11000, modifiedCount: 0 });
    const failure = await calls.bulkWrite(writes, { ordered: false }).then(
      () => undefined,
      (error: unknown) => error as mongo.MongoBulkWriteError,
    );
    expect([failure?.writeErrors].flat()).toMatchObject([{ index: 0, code: 11000 }]);
    expect(await calls.find().toArray()).toEqual([
      { _id: 1, k: 2 },
      { _id: 2, k: 3 },
    ]);
  });
});

describe('numbers', () => {
  it('grow from 32 to 64 bits, and no further', async () => {
    const numbers = calls.db.collection('calls');
    await numbers.insertOne({ small: new Int32(2 ** 31 - 1), large: Long.MAX_VALUE, half: new Double(0.5) });
    await numbers.updateOne({}, { $inc: { small: 1, half: 1, missing: Long.ONE } });
    expect(await typed()).toMatchObject([
      {
        small: Long.fromNumber(2 ** 31),
        large: Long.MAX_VALUE,
        half: new Double(1.5),
        missing: Long.ONE,
      },
    ]);
    await expect(numbers.updateOne({}, { $inc: { small: 1, large: 1 } })).rejects.toMatchObject({ code: 2 });
    expect(await typed()).toMatchObject([{ small: Long.fromNumber(2 ** 31) }]);
  });
});

describe('findAndModify', () => {
  it('answers the document before or after its change, or the one that was not there', async () => {
    await calls.insertMany(numbered(3));
    const next = { sort: { n: -1 }, returnDocument: 'after' } as const;
    expect(await calls.findOneAndUpdate({}, { $inc: { n: 10 } }, next)).toEqual({ _id: 2, n: 12 });
    expect(await calls.findOneAndUpdate({ _id: 0 }, { $inc: { n: 1 } })).toEqual({ _id: 0, n: 0 });
    expect(await calls.findOneAndUpdate({ _id: 9 }, { $inc: { n: 1 } }, { upsert: true })).toBeNull();
    expect(await calls.findOneAndReplace({ _id: 9 }, { m: 1 }, next)).toEqual({ _id: 9, m: 1 });
    expect(await calls.findOneAndDelete({ _id: 1 })).toEqual({ _id: 1, n: 1 });
    expect(await calls.distinct('_id')).toEqual([0, 2, 9]);
  });
});

describe('a cursor that rests while documents change', () => {
  it('goes on with what is there by then', async () => {
    await calls.insertMany(numbered(10));
    const cursor = calls.find({}, { batchSize: 3 });
    const first = [await cursor.next(), await cursor.next(), await cursor.next()];
    await calls.deleteOne({ _id: 5 });
    await calls.updateOne({ _id: 6 }, { $set: { n: 60 } });
    expect([...first, ...(await cursor.toArray())].map((document) => document?.n)).toEqual([
      0, 1, 2, 3, 4, 60, 7, 8, 9,
    ]);
  });

  it('leaves out, when sorted, what it would not find there any more', async () => {
    await calls.insertMany(numbered(10));
    const cursor = calls.find({ n: { $lt: 100 } }, { batchSize: 3, sort: { n: 1 } });
    await cursor.next();
    await calls.deleteMany({ _id: { $in: [5, 9] } });
    await calls.updateOne({ _id: 6 }, { $set: { n: 200 } });
    await calls.insertOne({ _id: 'new', n: 9 });
    expect((await cursor.toArray()).map(({ n }) => n)).toEqual([1, 2, 3, 4, 7, 8]);
  });
});

it('a removed document gives its keys free, but not its place', async () => {
  await calls.createIndexes([{ key: { k: 1 }, unique: true }]);
  await calls.insertOne({ _id: 1, k: 'a' });
  await calls.deleteMany({});
  await calls.insertMany([
    { _id: 2, k: 'b' },
    { _id: 1, k: 'a' },
  ]);
  expect((await calls.find().toArray()).map(({ _id }) => _id)).toEqual([2, 1]);
  expect(await calls.findOne({ k: 'a' })).toEqual({ _id: 1, k: 'a' });
});

it('fields that are whole numbers keep their place in a document that is changed', async () => {
  const raw = calls.db.collection('raw', { raw: true });
  await calls.db.command({
    insert: 'raw',
    documents: [
      new Map<string, unknown>([
        ['_id', 1],
        ['b', 1],
        ['2', 1],
        ['a', 1],
      ]),
    ],
  });
  await raw.updateOne({ _id: 1 as never }, { $set: { b: 2 } });
  const [bytes] = await raw.find().toArray();
  expect((bytes as unknown as Buffer).toString('latin1')).toMatch(/_id.*b\0.*2\0.*a\0/s);
});
