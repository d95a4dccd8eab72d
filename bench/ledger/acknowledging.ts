import { setImmediate as nextTurn } from 'node:timers/promises';
import { migrate } from '../../src/migrations';
import { type UsageRecord } from '../../src/usage';
import { type Database, type Databases } from '../databases';
import { measureSlice, median, quantile, takeTurns, type Work } from '../measure';
import { checkNaive, naiveUsageOf, naiveUsages } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { sideBySide } from '../side-by-side';
import { newSpoolFolder, SpooledLedger } from '../spooled-ledger';
import { atLeast, atMost, short } from '../targets';
import { Traffic } from '../traffic';
import { checkBooks } from './check-books';
import { IN_FLIGHT } from './in-flight';
import { type Amounts } from './options';

const SURVIVES_KILL = 'token-ledger, survives kill -9';
const SURVIVES_POWER_LOSS = 'token-ledger, survives power loss';
const NAMES = ['naive', SURVIVES_KILL, SURVIVES_POWER_LOSS] as const;
type Name = (typeof NAMES)[number];

interface Measured {
  readonly acksPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

type Round = Readonly<Record<Name, Measured>>;

/** How fast a call may go on, its record being safe, while MongoDB is there and is written to. */
export async function acknowledging(databases: Databases, { rounds, events }: Amounts): Promise<PartReport> {
  const start = async (name: Name) =>
    new AcknowledgingTurns(await CONTESTANTS[name](await databases.create()), recordsOf(name, events));
  const measured = await sideBySide(NAMES, start, async (contestants) => {
    await takeTurns(NAMES, 1, (name) => contestants[name].take());
    return takeTurns(NAMES, rounds, (name) => contestants[name].take());
  });
  return {
    heading: `Acknowledging (${events} records a turn; naive: ${recordsOf('naive', events)}), ${IN_FLIGHT} in flight; medians of ${rounds} rounds`,
    table: acknowledgingTable(measured),
    targets: acknowledgingTargets(measured),
    measured,
  };
}

const recordsOf = (name: Name, events: number) => (name === 'naive' ? Math.ceil(events / 20) : events);

interface Contestant {
  /** Each call of what it gives back takes over the next of the records. */
  work(records: readonly UsageRecord[]): Work;
  /** @throws unless exactly so many are stored, and counted if it counts */
  check(given: number): Promise<void>;
  close(): Promise<void>;
}

const CONTESTANTS: Readonly<Record<Name, (database: Database) => Promise<Contestant>>> = {
  naive,
  [SURVIVES_KILL]: (database) =>
    tokenLedger(database, ({ ledger }, next) => ({
      call() {
        ledger.add([next()]);
        return Promise.resolve();
      },
      // `add` does not wait for anything: the turn of the event loop is what lets the ledger write to MongoDB meanwhile.
      pause: () => nextTurn(),
    })),
  [SURVIVES_POWER_LOSS]: (database) =>
    tokenLedger(database, ({ ledger }, next) => ({
      call() {
        ledger.add([next()]);
        return ledger.durable();
      },
    })),
};

async function naive({ connection }: Database): Promise<Contestant> {
  const usages = await naiveUsages(connection);
  return {
    work(records) {
      const next = oneAfterTheOther(records.map(naiveUsageOf));
      return { call: () => usages.create(next()), settle: () => Promise.resolve() };
    },
    check: (given) => checkNaive(usages, given),
    close: () => Promise.resolve(),
  };
}

async function tokenLedger(
  { connection, db }: Database,
  acknowledge: (ours: SpooledLedger, next: () => UsageRecord) => Omit<Work, 'settle'>,
): Promise<Contestant> {
  await migrate(db, { indexProfile: 'seed' });
  const ours = await SpooledLedger.open(connection, await newSpoolFolder());
  return {
    work: (records) => ({
      ...acknowledge(ours, oneAfterTheOther(records)),
      settle: () => ours.settled(),
    }),
    check: (given) => checkBooks(db, given),
    close: () => ours.close(),
  };
}

function oneAfterTheOther<Item>(items: readonly Item[]): () => Item {
  const left = items.values();
  return () => {
    const next = left.next();
    if (next.done === true) throw new Error('There are no more of them.');
    return next.value;
  };
}

class AcknowledgingTurns {
  private readonly traffic: Traffic;

  constructor(
    private readonly contestant: Contestant,
    private readonly records: number,
  ) {
    this.traffic = new Traffic({ start: new Date('2025-11-20'), days: 1, calls: records, lateShare: 0.01 });
  }

  async take(): Promise<Measured> {
    const { contestant, traffic, records } = this;
    const work = contestant.work(traffic.next(records));
    const { latenciesMicros, elapsedMs } = await measureSlice({ calls: records, inFlight: IN_FLIGHT }, work);
    await contestant.check(traffic.count);
    return {
      acksPerSecond: (records / elapsedMs) * 1_000,
      p50Ms: quantile(latenciesMicros, 0.5) / 1_000,
      p99Ms: quantile(latenciesMicros, 0.99) / 1_000,
    };
  }

  close(): Promise<void> {
    return this.contestant.close();
  }
}

function acknowledgingTable(rounds: readonly Round[]): string {
  const rows = NAMES.map((name) => [
    name,
    short(median(rounds.map((round) => round[name].acksPerSecond))),
    short(median(rounds.map((round) => round[name].p50Ms))),
    short(median(rounds.map((round) => round[name].p99Ms))),
    short(besideNaive(rounds, name)),
  ]);
  return table(['', 'acks/s', 'p50, ms', 'p99, ms', 'acks/s: its / naive'], rows);
}

const acknowledgingTargets = (rounds: readonly Round[]) => [
  atLeast(50, 'P2 acks/s surviving kill -9: ours / naive', besideNaive(rounds, SURVIVES_KILL)),
  atLeast(50, 'P2 acks/s surviving power loss: ours / naive', besideNaive(rounds, SURVIVES_POWER_LOSS)),
  atMost(
    10,
    'P2 p99 of an ack surviving power loss, ms',
    median(rounds.map((round) => round[SURVIVES_POWER_LOSS].p99Ms)),
  ),
];

const besideNaive = (rounds: readonly Round[], name: Name) =>
  median(rounds.map((round) => round[name].acksPerSecond / round.naive.acksPerSecond));
