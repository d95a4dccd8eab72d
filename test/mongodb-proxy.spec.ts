import { mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedMongo, startEmbeddedMongo } from '../src/embedded-mongo';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { MongoDBProxy } from './support/mongodb-proxy';
import { until } from './support/until';

describe('the way to a MongoDB that makes trouble on purpose', () => {
  const given = mongodbUriFor(`test_${randomUUID()}`);
  let dataDir: string;
  let embedded: EmbeddedMongo | undefined;
  let uri: string;
  let proxy: MongoDBProxy;
  let client: mongo.MongoClient;
  let calls: mongo.Collection;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mongodb-proxy-'));
    if (given === '') embedded = await startEmbeddedMongo({ dataDir });
    uri = embedded?.uri ?? given;
  });
  beforeEach(async () => {
    proxy = await MongoDBProxy.start(uri);
    // A driver that sends again by itself would hide what happens.
    client = new mongo.MongoClient(proxy.uri, {
      retryWrites: false,
      retryReads: false,
      serverSelectionTimeoutMS: 1_500,
    });
    await client.connect();
    calls = client.db().collection(randomUUID());
  });
  afterEach(async () => {
    await client.close();
    await proxy.cut();
  });
  afterAll(async () => {
    if (given !== '') await dropDatabase(given);
    await embedded?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );

  it('passes commands and replies, whole batches too', async () => {
    await calls.insertMany(Array.from({ length: 5_000 }, (_, number) => ({ number, text: 'x'.repeat(300) })));
    expect(await calls.countDocuments()).toBe(5_000);
    expect(proxy.replies('insert')).toBe(1);
    expect(proxy.repliesLost).toBe(0);
  });

  it('loses the reply to a named command, which the server has done', async () => {
    proxy.loseReplies(['insert'], 1);
    expect(await errorOf(calls.insertOne({ number: 1 }))).toBe('MongoNetworkError');
    expect(proxy.repliesLost).toBe(1);
    expect(await calls.countDocuments()).toBe(1);
  });

  it('loses as many as it is told, and those of no other command', async () => {
    proxy.loseReplies(['insert'], 2);
    expect(await calls.countDocuments()).toBe(0);
    const errors = [];
    for (let number = 1; number < 4; number++) errors.push(await errorOf(calls.insertOne({ number })));
    expect(errors).toEqual(['MongoNetworkError', 'MongoNetworkError', 'none']);
    expect(await calls.countDocuments()).toBe(3);
  });

  it('counts the duplicates that the server has refused', async () => {
    const batch = [1, 2, 3].map((number) => ({ _id: new mongo.ObjectId(), number }));
    await calls.insertMany(batch);
    expect(await errorOf(calls.insertMany(batch, { ordered: false }))).toBe('MongoBulkWriteError');
    expect([proxy.duplicates, proxy.repliesWithDuplicates]).toEqual([3, 1]);
  });

  it('holds messages up', async () => {
    proxy.trouble = { latencyMs: 60 };
    const start = performance.now();
    await calls.insertOne({ number: 1 });
    expect(performance.now() - start).toBeGreaterThan(115);
  });

  it('delivers messages whose first bytes come one by one', async () => {
    proxy.trouble = { byteByByte: true };
    await calls.insertOne({ number: 1 });
    expect(await calls.countDocuments()).toBe(1);
  });

  it('resets connections', async () => {
    proxy.trouble = { resetChance: 1 };
    expect(await errorOf(calls.insertOne({ number: 1 }))).toMatch(/^Mongo(Network|ServerSelection)/);
    proxy.trouble = {};
    expect(await errorOf(calls.insertOne({ number: 2 }))).toBe('none');
  });

  it('half closes connections: what is under way may still be answered, but no more comes through', async () => {
    const { connections } = proxy;
    proxy.trouble = { halfCloseChance: 1 };
    await errorOf(calls.insertOne({ number: 1 }));
    proxy.trouble = {};
    // The driver may not have seen yet that its connection has ended.
    const insert = () => errorOf(calls.insertOne({ number: 2 }));
    expect(await until(insert, (error) => error === 'none')).toBe('none');
    expect(proxy.connections).toBeGreaterThan(connections);
  });

  it('swallows everything without a word, until it does not', async () => {
    proxy.trouble = { isBlackHole: true };
    let isDone = false;
    const done = calls.insertOne({ number: 1 }).then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isDone).toBe(false);
    proxy.trouble = {};
    expect(await done).toBe(true);
  });

  it('can be cut and mended', async () => {
    await proxy.cut();
    expect(await errorOf(calls.insertOne({ number: 1 }))).toMatch(/^Mongo/);
    await proxy.mend();
    expect(await errorOf(calls.insertOne({ number: 2 }))).toBe('none');
  });
});
