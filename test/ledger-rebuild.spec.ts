import fc from 'fast-check';
import { type Connection, createConnection, type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedMongo, startEmbeddedMongo } from '../src/embedded-mongo';
import { LedgerVerifier, rebuild } from '../src/ledger';
import { booksOf } from './support/ledger-books';
import { type Damage, doDamage, ledgerDamage } from './support/ledger-damage';
import { type LedgerEvent, ledgerEvent } from './support/ledger-history';
import { LedgerStory } from './support/ledger-story';
import { mongodbUriFor } from './support/mongodb';
import { differencesOf, storedBooks } from './support/stored-books';
import { until } from './support/until';

// More of them, or the same again: LEDGER_HISTORIES=10000 LEDGER_SEED=…
const HISTORIES = Number(process.env['LEDGER_HISTORIES'] ?? 15);
const SEED = Number(process.env['LEDGER_SEED'] ?? Date.now() % 1_000_000);
jest.setTimeout(60_000 + HISTORIES * 15_000);

/** Beside what happens to the instances: a rebuild begins, and goes on beside all that follows. */
type RebuildEvent = LedgerEvent | { readonly kind: 'rebuild begins'; readonly dies: boolean };

const events = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: ledgerEvent },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('rebuild begins' as const), dies: fc.boolean() }),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

const histories = fc.record({
  before: fc.array(ledgerEvent, { maxLength: 6 }),
  damage: fc.array(ledgerDamage, { maxLength: 3 }),
  after: events,
});

/** What a rebuild that is killed throws in its own process. */
class Killed extends Error {}

describe('a ledger that is rebuilt while two instances write it, whatever happens to them', () => {
  const given = mongodbUriFor(`test_${randomUUID()}`);
  let directory: string;
  let embedded: EmbeddedMongo | undefined;
  let connection: Connection;
  let db: mongo.Db;
  let lives = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ledger-rebuild-'));
    if (given === '') embedded = await startEmbeddedMongo({ dataDir: directory });
    connection = await createConnection(embedded?.uri ?? given).asPromise();
    if (connection.db === undefined) throw new Error('There is no connection.');
    ({ db } = connection);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await embedded?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** A rebuild that is killed after some steps, or one that comes to its end. */
  async function rebuildOnce(dies: boolean): Promise<void> {
    let steps = dies ? 2 : Infinity;
    try {
      await rebuild(db, {}, () => {
        if (steps-- === 0) throw new Killed();
      });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  /** When nothing is being counted: what is lost in such a moment only another rebuild finds. */
  async function damageAll(story: LedgerStory, damage: readonly Damage[]): Promise<void> {
    if (damage.length === 0) return;
    await story.restart();
    await until(
      () => story.waiting,
      (count) => count === 0,
      30_000,
    );
    for (const one of damage) await doDamage(db, one);
  }

  it(`has sums that are right to the last nano-dollar, without looking again (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(histories, async ({ before, damage, after }) => {
      await connection.dropDatabase();
      const story = await LedgerStory.begin(connection, join(directory, `spool-${lives++}`));
      for (const event of before) await story.happen(event);
      await damageAll(story, damage);
      const rebuilds: Promise<void>[] = [];
      for (const event of after as readonly RebuildEvent[])
        if (event.kind === 'rebuild begins') rebuilds.push(rebuildOnce(event.dies));
        else await story.happen(event);
      // One that lives, whatever else goes on.
      rebuilds.push(rebuildOnce(false));
      await story.happen({ kind: 'restarts', by: 0 });
      await Promise.all(rebuilds);
      await story.comeToTheEnd();
      expect(differencesOf(await storedBooks(db), booksOf(story.records))).toEqual([]);
      expect(await new LedgerVerifier(() => db).verify({}, undefined, 30_000)).toMatchObject({
        isConsistent: true,
        unsettled: 0,
        firstDifference: null,
        continueFrom: null,
      });
    });
    await fc.assert(property, {
      numRuns: HISTORIES,
      seed: SEED,
      interruptAfterTimeLimit: 30_000 + HISTORIES * 15_000,
      markInterruptAsFailure: true,
    });
  });
});
