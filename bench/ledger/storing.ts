import { migrate } from '../../src/migrations';
import { type IndexProfile, type UsageRecord } from '../../src/usage';
import { type Database, type Databases } from '../databases';
import { median, takeTurns } from '../measure';
import { checkNaive, naiveUsageOf, naiveUsages } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { sideBySide } from '../side-by-side';
import { newSpoolFolder, SpooledLedger } from '../spooled-ledger';
import { atLeast, atMost, short } from '../targets';
import { type Course, Traffic } from '../traffic';
import { BareInsertMany } from './bare-insert-many';
import { checkBooks } from './check-books';
import { startClock } from './clock';
import { withManyInFlight } from './in-flight';
import { type Amounts } from './options';

const NAMES = [
  'naive',
  'bare insertMany, seed',
  'token-ledger, seed',
  'bare insertMany, lean',
  'token-ledger, lean',
] as const;
type Name = (typeof NAMES)[number];

interface Measured {
  readonly eventsPerSecond: number;
  /** Of this process: that of the spool is a part of it, that of the server is not. */
  readonly cpuMicrosPerEvent: number;
}

type Round = Readonly<Record<Name, Measured>>;

/** How fast records get into MongoDB, and what that costs: the ledger's are counted in the rollups, exactly once. */
export async function storing(databases: Databases, { rounds, events }: Amounts): Promise<PartReport> {
  const start = async (name: Name) =>
    new StoringTurns(await CONTESTANTS[name](await databases.create()), eventsOf(name, events));
  const measured = await sideBySide(NAMES, start, async (contestants) => {
    await takeTurns(NAMES, 1, (name) => contestants[name].take());
    return takeTurns(NAMES, rounds, (name) => contestants[name].take());
  });
  return {
    heading: `Storing (${events} events a turn; naive: ${eventsOf('naive', events)}); medians of ${rounds} rounds`,
    table: storingTable(measured),
    targets: storingTargets(measured),
    measured,
  };
}

const eventsOf = (name: Name, events: number) => (name === 'naive' ? Math.ceil(events / 20) : events);

interface Contestant {
  /** Makes records ready. What it gives back stores them, and resolves when all is done that has to be done. */
  prepare(records: readonly UsageRecord[]): () => Promise<void>;
  /** @throws unless exactly so many are stored, and counted if it counts */
  check(given: number): Promise<void>;
  close(): Promise<void>;
}

const CONTESTANTS: Readonly<Record<Name, (database: Database) => Promise<Contestant>>> = {
  naive,
  'bare insertMany, seed': (database) => bareInsertMany(database, 'seed'),
  'token-ledger, seed': (database) => tokenLedger(database, 'seed'),
  'bare insertMany, lean': (database) => bareInsertMany(database, 'lean'),
  'token-ledger, lean': (database) => tokenLedger(database, 'lean'),
};

async function naive({ connection }: Database): Promise<Contestant> {
  const usages = await naiveUsages(connection);
  return {
    prepare(records) {
      const documents = records.map(naiveUsageOf);
      return () => withManyInFlight(documents, (document) => usages.create(document));
    },
    check: (given) => checkNaive(usages, given),
    close: () => Promise.resolve(),
  };
}

async function bareInsertMany(database: Database, profile: IndexProfile): Promise<Contestant> {
  const bare = await BareInsertMany.open(database, profile);
  return {
    prepare: (records) => () => bare.insert(records),
    check: (given) => bare.check(given),
    close: () => Promise.resolve(),
  };
}

async function tokenLedger({ connection, db }: Database, indexProfile: IndexProfile): Promise<Contestant> {
  await migrate(db, { indexProfile });
  const ours = await SpooledLedger.open(connection, await newSpoolFolder());
  return {
    prepare: (records) => async () => {
      await ours.give(records);
      await ours.settled();
    },
    check: (given) => checkBooks(db, given),
    close: () => ours.close(),
  };
}

/** A contestant keeps its data from turn to turn, each of which is the same minutes again, so that rollups are updated rather than made. */
class StoringTurns {
  private readonly traffic: Traffic;

  constructor(
    private readonly contestant: Contestant,
    private readonly events: number,
  ) {
    this.traffic = new Traffic({ ...SOME_MINUTES, calls: events });
  }

  async take(): Promise<Measured> {
    const { contestant, traffic, events } = this;
    const store = contestant.prepare(traffic.next(events));
    const read = startClock();
    await store();
    const { elapsedMs, cpuMicros } = read();
    await contestant.check(traffic.count);
    return { eventsPerSecond: (events / elapsedMs) * 1_000, cpuMicrosPerEvent: cpuMicros / events };
  }

  close(): Promise<void> {
    return this.contestant.close();
  }
}

/** So many events are no day's: at such a rate they are made within minutes. */
const SOME_MINUTES: Omit<Course, 'calls'> = {
  start: new Date('2025-11-20T10:10Z'),
  days: 20 / (24 * 60),
  lateShare: 0.01,
};

function storingTable(rounds: readonly Round[]): string {
  const rows = NAMES.map((name) => [
    name,
    short(median(rounds.map((round) => round[name].eventsPerSecond))),
    short(median(rounds.map((round) => round[name].cpuMicrosPerEvent))),
    short(rate(rounds, name, 'naive')),
    short(cpu(rounds, name, 'naive')),
  ]);
  return table(['', 'events/s', 'CPU an event, µs', 'events/s: its / naive', 'CPU: its / naive'], rows);
}

function storingTargets(rounds: readonly Round[]) {
  const profiles = ['seed', 'lean'] as const;
  return [
    ...profiles.map((profile) =>
      atLeast(0.5, `P3 events/s, ${profile}: ours / bare insertMany`, rate(rounds, ...pairOf(profile))),
    ),
    atLeast(15, 'P3 events/s: ours, lean / naive', rate(rounds, 'token-ledger, lean', 'naive')),
    ...profiles.flatMap((profile) => [
      atMost(3, `P4 CPU, ${profile}: ours / bare insertMany`, cpu(rounds, ...pairOf(profile))),
      atMost(
        1 / 20,
        `P4 CPU: ours, ${profile} / Model.create`,
        cpu(rounds, `token-ledger, ${profile}`, 'naive'),
      ),
    ]),
  ];
}

const pairOf = (profile: IndexProfile) =>
  [`token-ledger, ${profile}`, `bare insertMany, ${profile}`] as const;

/** Medians over the rounds of the ratio within each. */
const rate = (rounds: readonly Round[], one: Name, other: Name) =>
  median(rounds.map((round) => round[one].eventsPerSecond / round[other].eventsPerSecond));

const cpu = (rounds: readonly Round[], one: Name, other: Name) =>
  median(rounds.map((round) => round[one].cpuMicrosPerEvent / round[other].cpuMicrosPerEvent));
