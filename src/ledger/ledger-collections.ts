import { type mongo } from 'mongoose';
import {
  type KnownUser,
  ROLLUPS,
  USAGE_COLLECTION,
  USER_MONTHS,
  USER_SETS,
  USERS,
  type UsageRecord,
  type UsageRollup,
  type UserMonth,
  type UserSet,
  WRITERS,
} from '../usage';

/** `openai_usage_writers`: how far a writer has come, which is one life of one process. */
export interface WriterProgress {
  /** The writer. */
  readonly _id: string;
  /** Its last batch that is part of all rollups. */
  readonly counted?: number;
  /** The last batch of the group that was last begun to be counted. */
  readonly counting?: number;
  readonly endedAt?: Date;
}

/** A record as it is stored. */
export interface StoredRecord extends UsageRecord {
  /** The batches that touched it, the last one first: `<writer>.<number>`, with spaces between. */
  readonly batch?: string;
}

// Acknowledged when it survives the loss of a server, and read where it was written: an older state would be counted on, whatever
// the address says of other readers. A field of a record that is undefined is one that is not stored.
const OPTIONS: mongo.CollectionOptions = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  readConcern: { level: 'local' },
  ignoreUndefined: true,
};

/** The collections that only the ledger writes. */
export function ledgerCollections(database: mongo.Db) {
  return {
    records: database.collection<StoredRecord>(USAGE_COLLECTION, OPTIONS),
    rollups: database.collection<UsageRollup>(ROLLUPS, OPTIONS),
    userMonths: database.collection<UserMonth>(USER_MONTHS, OPTIONS),
    userSets: database.collection<UserSet>(USER_SETS, OPTIONS),
    users: database.collection<KnownUser>(USERS, OPTIONS),
    writers: database.collection<WriterProgress>(WRITERS, OPTIONS),
  };
}

export type LedgerCollections = ReturnType<typeof ledgerCollections>;
