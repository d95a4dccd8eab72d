import { mongo } from 'mongoose';
import { type Migration } from './migration';

/** A document for each migration that the database has been through. */
interface AppliedMigration {
  readonly _id: number;
  readonly name: string;
  readonly appliedAt: Date;
}

/** With our name in it: usage may be kept in an application's own database, which may have migrations too. */
const MIGRATION_LOG = 'token_ledger_migrations';

export async function appliedVersions(db: mongo.Db): Promise<readonly number[]> {
  const applied = await db.collection<AppliedMigration>(MIGRATION_LOG).find().sort({ _id: 1 }).toArray();
  return applied.map(({ _id }) => _id);
}

/** Of two who note the same migration at once, the first one stays. */
export async function noteApplied(db: mongo.Db, { version, name }: Migration): Promise<void> {
  try {
    const log = db.collection<AppliedMigration>(MIGRATION_LOG);
    await log.insertOne({ _id: version, name, appliedAt: new Date() });
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY)) throw error;
  }
}

const DUPLICATE_KEY = 11_000;
