import fc from 'fast-check';
import { type Connection, type mongo } from 'mongoose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type UsageRecord } from '../src/usage';
import { randomFrom, whole } from './crash/random';
import { booksOf } from './support/ledger-books';
import { ledgerCall, recordOf } from './support/ledger-history';
import { LEDGER_STEPS, LedgerInstance } from './support/ledger-instance';
import { emptyDatabase } from './support/mongodb';
import { differencesOf, storedBooks } from './support/stored-books';
import { until } from './support/until';

// As many as the promise says, or the same again: RESENT_RECORDS=100000 RESENT_SEED=…
const RECORDS = Number(process.env['RESENT_RECORDS'] ?? 2_000);
const SEED = Number(process.env['RESENT_SEED'] ?? Date.now() % 1_000_000);
const PATIENCE_MS = 60_000 + RECORDS * 5;
jest.setTimeout(2 * PATIENCE_MS);

const MOST_COPIES = 5;
const MOST_IN_A_CHUNK = 2_000;
const FEWEST_CHUNKS = 32;
// Of each writer, however many records there are: to count again what a dead one has half counted is slow.
const DEATHS = 4;
const BATCH_SIZE = 100;
const QUARTER_MS = 900_000;
const FROM = Date.parse('2023-12-01T00:00:00Z');
const QUARTERS = (Date.parse('2024-04-01T00:00:00Z') - FROM) / QUARTER_MS;

const random = randomFrom(SEED);

function oneOf<Choice>(...choices: readonly [Choice, ...Choice[]]): Choice {
  return choices[whole(random, 0, choices.length - 1)] ?? choices[0];
}

/** Also in the first and the last millisecond of a quarter of an hour, which may be those of a month. */
function anyInstant(): Date {
  const start = FROM + whole(random, 0, QUARTERS - 1) * QUARTER_MS;
  return new Date(start + oneOf(0, QUARTER_MS - 1, whole(random, 0, QUARTER_MS - 1)));
}

/** A hundred thousand of them fit into 64 bits together. */
const COST_LIMIT = 2n ** 46n;

function anyRecords(): UsageRecord[] {
  return fc.sample(ledgerCall, { numRuns: RECORDS, seed: SEED }).map(({ costNanoUsd = null, ...call }) => {
    const cost = costNanoUsd === null ? null : costNanoUsd % COST_LIMIT;
    return recordOf({ ...call, timestamp: anyInstant(), costNanoUsd: cost });
  });
}

const copyOf = (record: UsageRecord): UsageRecord => ({ ...record });

/** Each of them one to five times, in any order. */
function copiesOf(records: readonly UsageRecord[]): UsageRecord[] {
  const copies = records.flatMap((record) =>
    Array.from({ length: whole(random, 1, MOST_COPIES) }, () => copyOf(record)),
  );
  return copies
    .map((copy) => ({ copy, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ copy }) => copy);
}

function chunksOf(copies: readonly UsageRecord[]): UsageRecord[][] {
  const length = Math.min(MOST_IN_A_CHUNK, Math.ceil(copies.length / FEWEST_CHUNKS));
  return Array.from({ length: Math.ceil(copies.length / length) }, (_, index) =>
    copies.slice(index * length, (index + 1) * length),
  );
}

describe('records that are sent again and again', () => {
  let connection: Connection;
  let db: mongo.Db;
  let drop: () => Promise<void>;
  let directory: string;

  beforeAll(async () => {
    ({ connection, database: db, drop } = await emptyDatabase());
    directory = await mkdtemp(join(tmpdir(), 'resent-records-'));
  });
  afterAll(async () => {
    await drop();
    await rm(directory, { recursive: true, force: true });
  });

  const begin = (name: string) => LedgerInstance.start(connection, join(directory, name), BATCH_SIZE);

  const untilWaiting = (instance: LedgerInstance, most: number) =>
    until(
      () => instance.waiting,
      (waiting) => waiting <= most,
      PATIENCE_MS,
    );

  const untilDead = (instance: LedgerInstance) =>
    until(
      () => instance.isDead,
      (isDead) => isDead,
      PATIENCE_MS,
    );

  /** The first chunk of a round comes after a restart, the last but one to a life that dies of it, the last to the dead. */
  async function send(instance: LedgerInstance, chunk: readonly UsageRecord[], toEnd: number): Promise<void> {
    if (toEnd === 1) await instance.dieAt(oneOf(...LEDGER_STEPS), 1);
    if (toEnd > 1 && instance.isDead) await instance.restart();
    instance.add(chunk);
    if (toEnd > 1) await untilWaiting(instance, chunk.length);
    if (toEnd === 1) await untilDead(instance);
  }

  /** What earlier lives left comes first, so that one more copy shows when all is done. */
  async function comeToTheEnd(instance: LedgerInstance, last: readonly UsageRecord[]): Promise<void> {
    await instance.restart();
    instance.add(last);
    await untilWaiting(instance, 0);
    expect(instance.dropped).toBe(0);
    await instance.end();
  }

  async function sendByTwo(records: readonly UsageRecord[]): Promise<void> {
    const two = [await begin('a'), await begin('b')] as const;
    const chunks = chunksOf(copiesOf(records));
    const round = Math.floor(chunks.length / 2 / DEATHS);
    for (const [index, chunk] of chunks.entries())
      await send(two[index % 2 === 0 ? 0 : 1], chunk, round - 1 - (Math.floor(index / 2) % round));
    for (const instance of two) await comeToTheEnd(instance, records.slice(0, 1).map(copyOf));
  }

  /** When the writers that stored them have ended, by one that knows nothing of them. */
  async function sendByAStranger(records: readonly UsageRecord[]): Promise<void> {
    const stranger = await begin('c');
    stranger.add(records.slice(0, MOST_IN_A_CHUNK).map(copyOf));
    await comeToTheEnd(stranger, records.slice(0, 1).map(copyOf));
  }

  async function expectEachOnce(records: readonly UsageRecord[]): Promise<void> {
    const collection = db.collection<UsageRecord>('openai_token_usage');
    expect(await collection.countDocuments()).toBe(records.length);
    const stored = collection.find({}, { useBigInt64: true }).project<UsageRecord>({ batch: 0 });
    const sent = new Map(records.map((record) => [record._id.toHexString(), record]));
    for await (const record of stored) expect(record).toEqual(sent.get(record._id.toHexString()));
  }

  it(`${RECORDS} of them, one to five times each, are stored and counted once each (seed ${SEED})`, async () => {
    const records = anyRecords();
    await sendByTwo(records);
    await sendByAStranger(records);
    await expectEachOnce(records);
    expect(differencesOf(await storedBooks(db), booksOf(records)).slice(0, 10)).toEqual([]);
  });
});
