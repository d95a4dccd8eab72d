import { type mongo } from 'mongoose';
import { migrate } from '../../src/migrations';
import { USAGE_COLLECTION } from '../../src/usage';
import { type Database, type Databases } from '../databases';
import { checkNaive, naiveUsageOf, naiveUsages } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { newSpoolFolder, SpooledLedger } from '../spooled-ledger';
import { atMost, short } from '../targets';
import { Traffic } from '../traffic';
import { checkBooks } from './check-books';
import { type Amounts } from './options';

/** What the files of a database take, an event. */
interface BytesPerEvent {
  readonly records: number;
  readonly indexes: number;
  /** With their indexes, and what the ledger remembers beside them. */
  readonly rollups: number;
}

/** How much room the same calls of a month take, in the documents' layout and in ours. */
export async function size(databases: Databases, { sizeEvents: events }: Amounts): Promise<PartReport> {
  const naive = await databases.create();
  const naiveCollection = await fillNaive(naive, events);
  const naiveBytes = await bytesPerEvent(naive.db, naiveCollection, events);
  await databases.drop(naive);
  const ours = await databases.create();
  await fillOurs(ours, events);
  const ourBytes = await bytesPerEvent(ours.db, USAGE_COLLECTION, events);
  const ratio = totalOf(ourBytes) / totalOf(naiveBytes);
  return {
    heading: `Size of ${events} events over 30 days, bytes an event`,
    table: table(
      ['', 'records', 'indexes', 'rollups', 'all', 'all: its / naive'],
      [
        ['naive', ...cellsOf(naiveBytes), short(1)],
        ['token-ledger, lean', ...cellsOf(ourBytes), short(ratio)],
      ],
    ),
    targets: [atMost(0.5, `P11 bytes an event, ${events} events: ours, lean / naive`, ratio)],
    measured: { naive: naiveBytes, 'token-ledger, lean': ourBytes },
  };
}

const monthOf = (events: number) =>
  new Traffic({ start: new Date('2025-11-01'), days: 30, calls: events, lateShare: 0 }).inStretches();

/** By the driver, which is faster, but as mongoose writes them. */
async function fillNaive({ connection }: Database, events: number): Promise<string> {
  const usages = await naiveUsages(connection);
  for (const records of monthOf(events))
    await usages.collection.insertMany(records.map((record) => ({ ...naiveUsageOf(record), __v: 0 })));
  await checkNaive(usages, events);
  return usages.collection.collectionName;
}

async function fillOurs({ connection, db }: Database, events: number): Promise<void> {
  await migrate(db, { indexProfile: 'lean' });
  const ours = await SpooledLedger.open(connection, await newSpoolFolder());
  try {
    for (const records of monthOf(events)) {
      await ours.give(records);
      await ours.settled();
    }
    await checkBooks(db, events);
  } finally {
    await ours.close();
  }
}

async function bytesPerEvent(db: mongo.Db, records: string, events: number): Promise<BytesPerEvent> {
  // What has been written is in the files only after a checkpoint.
  await db.admin().command({ fsync: 1 });
  const stored = await storageOf(db.collection(records));
  let rollups = 0;
  // Views take no room.
  for (const { name } of await db.listCollections({ type: 'collection' }).toArray()) {
    if (name === records) continue;
    const { storageSize, totalIndexSize } = await storageOf(db.collection(name));
    rollups += storageSize + totalIndexSize;
  }
  return {
    records: stored.storageSize / events,
    indexes: stored.totalIndexSize / events,
    rollups: rollups / events,
  };
}

/** Bytes on the disk. */
interface Storage {
  readonly storageSize: number;
  readonly totalIndexSize: number;
}

async function storageOf(collection: mongo.Collection): Promise<Storage> {
  const [stats] = await collection
    .aggregate<{ readonly storageStats: Storage }>([{ $collStats: { storageStats: {} } }])
    .toArray();
  if (stats === undefined) throw new Error(`There is no ${collection.collectionName}.`);
  return stats.storageStats;
}

const totalOf = ({ records, indexes, rollups }: BytesPerEvent) => records + indexes + rollups;

const cellsOf = (bytes: BytesPerEvent) =>
  [bytes.records, bytes.indexes, bytes.rollups, totalOf(bytes)].map(short);
