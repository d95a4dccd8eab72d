import { createConnection } from 'mongoose';
import { migrate } from '../../src/migrations';
import { type Database, type Databases } from '../databases';
import { median, takeTurns } from '../measure';
import { type PartReport } from '../part';
import { table } from '../report';
import { newSpoolFolder, SpooledLedger } from '../spooled-ledger';
import { atMost, short } from '../targets';
import { Traffic } from '../traffic';
import { BareInsertMany } from './bare-insert-many';
import { checkBooks } from './check-books';
import { type Spent, startClock } from './clock';
import { type Amounts } from './options';

const BARE = 'bare insertMany, lean';
const OURS = 'token-ledger, lean';
const NAMES = [BARE, OURS] as const;
type Name = (typeof NAMES)[number];

type Round = Readonly<Record<Name, Spent>>;

const WARM_UP_EVENTS = 20_000;

/** How long it takes until all that a spool holds from an outage is stored and counted. */
export async function replay(
  databases: Databases,
  { replayEvents: events, replayRounds }: Amounts,
): Promise<PartReport> {
  await takeTurns(NAMES, 1, (name) => turn(name, databases, Math.min(events, WARM_UP_EVENTS)));
  const rounds = await takeTurns(NAMES, replayRounds, (name) => turn(name, databases, events));
  const ratio = median(rounds.map((round) => round[OURS].elapsedMs / round[BARE].elapsedMs));
  return {
    heading: `Replay of ${events} events; medians of ${replayRounds} rounds`,
    table: replayTable(rounds, events),
    targets: [atMost(2, `P13 time to replay ${events} events: ours / bare insertMany`, ratio)],
    measured: rounds,
  };
}

/** In a database of its own, so that every turn begins with an empty one. */
async function turn(name: Name, databases: Databases, events: number): Promise<Spent> {
  const database = await databases.create();
  try {
    return await TURNS[name](database, events);
  } finally {
    await databases.drop(database);
  }
}

const TURNS: Readonly<Record<Name, (database: Database, events: number) => Promise<Spent>>> = {
  [BARE]: insertBare,
  [OURS]: replaySpool,
};

/** The clock runs while records are inserted, not while they are made. */
async function insertBare(database: Database, events: number): Promise<Spent> {
  const bare = await BareInsertMany.open(database, 'lean');
  let spent: Spent = { elapsedMs: 0, cpuMicros: 0 };
  for (const records of stretchesOf(events)) {
    const read = startClock();
    await bare.insert(records);
    const { elapsedMs, cpuMicros } = read();
    spent = { elapsedMs: spent.elapsedMs + elapsedMs, cpuMicros: spent.cpuMicros + cpuMicros };
  }
  await bare.check(events);
  return spent;
}

async function replaySpool({ connection, db }: Database, events: number): Promise<Spent> {
  await migrate(db, { indexProfile: 'lean' });
  const directory = await filledSpool(events);
  const read = startClock();
  const ours = await SpooledLedger.open(connection, directory);
  try {
    await ours.replayed();
    const spent = read();
    await checkBooks(db, events);
    return spent;
  } finally {
    await ours.close();
  }
}

/** A folder in which a ledger has left its records, since there was no database in all of its life. */
async function filledSpool(events: number): Promise<string> {
  const directory = await newSpoolFolder();
  const ours = await SpooledLedger.open(createConnection(), directory);
  for (const records of stretchesOf(events)) await ours.give(records);
  const { waiting, dropped } = ours.ledger.state;
  await ours.stop();
  if (waiting !== events || dropped > 0)
    throw new Error(`${events} records were spooled, but ${waiting} wait, ${dropped} were dropped.`);
  return directory;
}

const stretchesOf = (events: number) =>
  new Traffic({ start: new Date('2025-11-20'), days: 1, calls: events, lateShare: 0.01 }).inStretches();

function replayTable(rounds: readonly Round[], events: number): string {
  const rows = NAMES.map((name) => {
    const seconds = median(rounds.map((round) => round[name].elapsedMs)) / 1_000;
    const cpuMicros = median(rounds.map((round) => round[name].cpuMicros));
    const besideBare = median(rounds.map((round) => round[name].elapsedMs / round[BARE].elapsedMs));
    return [name, short(seconds), short(events / seconds), short(cpuMicros / events), short(besideBare)];
  });
  return table(['', 'seconds', 'events/s', 'CPU an event, µs', 'time: its / bare'], rows);
}
