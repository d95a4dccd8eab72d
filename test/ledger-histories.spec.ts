import fc from 'fast-check';
import { type Connection, createConnection, mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedMongo, startEmbeddedMongo } from '../src/embedded-mongo';
import { Spool } from '../src/spool';
import { type UsageRecord } from '../src/usage';
import { booksOf } from './support/ledger-books';
import { ledgerHistory, recordOf } from './support/ledger-history';
import { LedgerInstance } from './support/ledger-instance';
import { LedgerStory } from './support/ledger-story';
import { mongodbUriFor } from './support/mongodb';
import { differencesOf, storedBooks } from './support/stored-books';
import { until } from './support/until';

// More of them, or the same again: LEDGER_HISTORIES=10000 LEDGER_SEED=…
const HISTORIES = Number(process.env['LEDGER_HISTORIES'] ?? 25);
const SEED = Number(process.env['LEDGER_SEED'] ?? Date.now() % 1_000_000);
jest.setTimeout(60_000 + HISTORIES * 10_000);

describe('a ledger that two instances write, whatever happens to them', () => {
  const given = mongodbUriFor(`test_${randomUUID()}`);
  let directory: string;
  let embedded: EmbeddedMongo | undefined;
  let connection: Connection;
  let lives = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ledger-histories-'));
    if (given === '') embedded = await startEmbeddedMongo({ dataDir: directory });
    connection = await createConnection(embedded?.uri ?? given).asPromise();
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await embedded?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('goes on after a life that had counted all that it left', async () => {
    const instance = await LedgerInstance.start(connection, join(directory, `spool-${lives++}`));
    await instance.dieAt('after-counted', 1);
    instance.add([recordOf({})]);
    const writers = connection.collection('openai_usage_writers');
    await until(
      () => writers.countDocuments({ counted: 1 }),
      (count) => count === 1,
      10_000,
    );
    await instance.restart();
    const none = (waiting: number) => waiting === 0;
    await until(() => instance.waiting, none, 10_000);
    instance.add([recordOf({})]);
    await until(() => instance.waiting, none, 10_000);
    await instance.end();
  });

  it('stores what is in a file that could not be read in a life that went on without it', async () => {
    const folder = join(directory, `spool-${lives++}`);
    const spool = await Spool.open<UsageRecord>({
      directory: folder,
      encode: (record) => mongo.BSON.serialize(record, { ignoreUndefined: true }),
      decode: (bytes) => mongo.BSON.deserialize(bytes, { useBigInt64: true }) as UsageRecord,
      batchSize: 5,
      segmentBytes: 3_000,
    });
    const first = recordOf({});
    spool.append([first, ...Array.from({ length: 30 }, () => recordOf({}))]);
    await spool.close();
    const [file = '', ...others] = readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .toSorted();
    expect(others).not.toEqual([]);
    renameSync(join(folder, file), join(directory, file));
    const instance = await LedgerInstance.start(connection, folder);
    const none = (waiting: number) => waiting === 0;
    await until(() => instance.waiting, none, 10_000);
    await instance.end();
    renameSync(join(directory, file), join(folder, file));
    const next = await LedgerInstance.start(connection, folder);
    const stored = connection.collection('openai_token_usage');
    await until(
      () => stored.countDocuments({ _id: first._id }),
      (count) => count === 1,
      10_000,
    );
    await until(() => next.waiting, none, 10_000);
    await next.end();
  });

  const storedRecords = (): Promise<UsageRecord[]> =>
    connection
      .collection<UsageRecord>('openai_token_usage')
      .find({}, { useBigInt64: true })
      .project<UsageRecord>({ batch: 0 })
      .toArray();

  const inOrder = (records: readonly UsageRecord[]) =>
    records.toSorted((one, other) => (one._id.toHexString() < other._id.toHexString() ? -1 : 1));

  it(`holds each call once, and sums that are right to the last nano-dollar (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(ledgerHistory, async (history) => {
      await connection.dropDatabase();
      const story = await LedgerStory.begin(connection, join(directory, `spool-${lives++}`));
      for (const event of history) await story.happen(event);
      await story.comeToTheEnd();
      expect(inOrder(await storedRecords())).toEqual(inOrder(story.records));
      const { db } = await connection.asPromise();
      if (db === undefined) throw new Error('There is no connection.');
      expect(differencesOf(await storedBooks(db), booksOf(story.records))).toEqual([]);
    });
    await fc.assert(property, {
      numRuns: HISTORIES,
      seed: SEED,
      interruptAfterTimeLimit: 30_000 + HISTORIES * 10_000,
      markInterruptAsFailure: true,
    });
  });
});
