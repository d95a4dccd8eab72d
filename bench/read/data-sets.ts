import { type Connection, createConnection, type mongo } from 'mongoose';
import { migrate } from '../../src/migrations';
import { USAGE_COLLECTION, USER_MONTHS } from '../../src/usage';
import { verifyLedger } from '../../test/support/stored-books';
import { naiveUsageModel, naiveUsageOf, naiveUsages } from '../naive-usage';
import { say } from '../report';
import { type Course, Traffic } from '../traffic';
import { BulkLoad } from './bulk-load';
import { type DataSet, usageOfMany } from './data-set';

interface Opened {
  readonly uri: string;
  readonly connection: Connection;
  readonly db: mongo.Db;
}

/** A database in which both sides hold the same calls, each in its own way. */
export interface LoadedDataSet extends Opened {
  readonly course: Course;
}

// With all of its indexes, it is whole: a database without this note was interrupted.
const NOTES = 'bench_notes';

/** The databases of the benchmark, on one server. */
export class DataSets {
  private readonly opened = new Map<string, Opened>();

  /** @param keep whether they stay there, to be found again by the next run */
  constructor(
    private readonly uri: string,
    private readonly keep: boolean,
  ) {}

  async open({ name, course }: DataSet): Promise<LoadedDataSet> {
    const set = { ...(await this.connect(name)), course };
    if ((await set.db.collection(NOTES).countDocuments()) === 0) {
      say(`Loading ${name} …`);
      await load(set);
    }
    return set;
  }

  /** One without any records, even if it is opened again. */
  async empty(name: string): Promise<Opened> {
    const opened = await this.connect(`bench_read_${name}`);
    await opened.connection.dropDatabase();
    return opened;
  }

  /** @throws unless what is loaded are the sums that the ledger would have written */
  async check(): Promise<void> {
    const { db } = await this.open(usageOfMany(5_000));
    const [difference] = await verifyLedger(db);
    if (difference !== undefined) throw new Error(`What was loaded is wrong: ${difference}.`);
  }

  async close(): Promise<void> {
    for (const { connection } of this.opened.values()) {
      if (!this.keep) await connection.dropDatabase();
      await connection.close();
    }
  }

  private async connect(name: string): Promise<Opened> {
    const known = this.opened.get(name);
    if (known !== undefined) return known;
    const uri = new URL(this.uri);
    uri.pathname = `/${name}`;
    const connection = await createConnection(uri.toString()).asPromise();
    const opened = { uri: uri.toString(), connection, db: connection.getClient().db(name) };
    this.opened.set(name, opened);
    return opened;
  }
}

/** Indexes are made when all is there, which is much faster. */
async function load({ connection, db, course }: LoadedDataSet): Promise<void> {
  await connection.dropDatabase();
  await migrate(db, { indexProfile: 'seed' });
  for (const collection of [USAGE_COLLECTION, USER_MONTHS]) await db.collection(collection).dropIndexes();
  const naive = naiveUsageModel(connection).collection;
  const ours = new BulkLoad(db);
  for (const records of new Traffic(course).inStretches()) {
    await ours.add(records);
    await naive.insertMany(
      records.map((record) => ({ ...naiveUsageOf(record), __v: 0 })),
      { ordered: false },
    );
  }
  await ours.end();
  await migrate(db, { indexProfile: 'seed' });
  await naiveUsages(connection);
  await db.collection(NOTES).insertOne({ loadedAt: new Date() });
}
