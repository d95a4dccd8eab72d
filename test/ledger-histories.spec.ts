import fc from 'fast-check';
import { type Connection, createConnection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedMongo, startEmbeddedMongo } from '../src/embedded-mongo';
import { type UsageRecord } from '../src/usage';
import { booksOf } from './support/ledger-books';
import { ledgerHistory } from './support/ledger-history';
import { LedgerStory } from './support/ledger-story';
import { mongodbUriFor } from './support/mongodb';
import { differencesOf, storedBooks } from './support/stored-books';

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
    });
  });
});
