import { createConnection, type Connection, mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirInUseError, hasEmbeddedStore, startEmbeddedMongo } from '../embedded-mongo';
import { CONNECT_OPTIONS, type DatabaseKind, type DatabaseOptions, readableUri } from './database';
import { DatabaseUnreachableError, unreachableMongoDB } from './unreachable';

/** The database as a command has it, for as long as it works. */
export interface OpenDatabase {
  readonly kind: DatabaseKind;
  /** True where a running service owns the embedded store: this is a connection to that one. */
  readonly isServed: boolean;
  readonly db: mongo.Db;
}

const kindOf = ({ mongodbUri }: DatabaseOptions): DatabaseKind =>
  mongodbUri === undefined ? 'embedded store' : 'MongoDB';

/** Whether there is nothing to open yet but what opening would make: an embedded store that has never been started. */
export function isStillToBeMade({ mongodbUri, dataDir }: DatabaseOptions): boolean {
  return mongodbUri === undefined && !hasEmbeddedStore(dataDir);
}

/**
 * Opens the database of these settings for `work`. An embedded store that a running service owns is reached through that service;
 * where its owner ends meanwhile, `work` is begun again.
 * @throws DatabaseUnreachableError, and what `work` throws
 */
export async function withDatabase<Result>(
  options: DatabaseOptions,
  work: (database: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  for (const start = performance.now(); ;) {
    try {
      return await workOnce(options, work);
    } catch (error) {
      const isLate = performance.now() - start > OWNERS_CHANGE_FOR_MS;
      if (options.mongodbUri !== undefined || isLate || !isGone(error)) throw error;
    }
  }
}

// Commands that are run at once hand an embedded store on from one to the next.
const OWNERS_CHANGE_FOR_MS = 8_000;
const OWNER_PATIENCE_MS = 1_000;

async function workOnce<Result>(
  options: DatabaseOptions,
  work: (database: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  const server = await serverOf(options);
  const connection = createConnection();
  try {
    const db = await connected(connection, server, options);
    return await work({ kind: kindOf(options), isServed: server.isServed, db });
  } finally {
    // Without waiting for a server that may never answer. What breaks now is closed as well.
    await connection.close(true).catch(() => undefined);
    await server.stop();
  }
}

/** The driver lets some errors of a socket through as they are. */
const isGone = (error: unknown) =>
  error instanceof DatabaseUnreachableError ||
  (error instanceof mongo.MongoError && !(error instanceof mongo.MongoServerError)) ||
  (error instanceof Error && 'syscall' in error);

interface Server {
  readonly uri: string;
  readonly isServed: boolean;
  stop(): Promise<void>;
}

async function serverOf({ mongodbUri, dataDir }: DatabaseOptions): Promise<Server> {
  const stop = () => Promise.resolve();
  if (mongodbUri !== undefined) return { uri: readableUri(mongodbUri), isServed: false, stop };
  try {
    return { ...(await startEmbeddedMongo({ dataDir })), isServed: false };
  } catch (error) {
    if (error instanceof DataDirInUseError) return { uri: error.uri, isServed: true, stop };
    throw unreachableStore({ dataDir }, error);
  }
}

// Looking up a host has no time limit of its own.
const PATIENCE_MS = 8_000;

async function connected(
  connection: Connection,
  { uri, isServed }: Server,
  options: DatabaseOptions,
): Promise<mongo.Db> {
  const limits = { ...CONNECT_OPTIONS, ...(isServed && { serverSelectionTimeoutMS: OWNER_PATIENCE_MS }) };
  try {
    const tooLong = sleep(PATIENCE_MS, undefined, { ref: false });
    const { db } = (await Promise.race([connection.openUri(uri, limits), tooLong])) ?? {};
    if (db !== undefined) return db;
    throw new Error('It took too long.');
  } catch (error) {
    throw kindOf(options) === 'MongoDB' ? unreachableMongoDB(error) : unreachableStore(options, error);
  }
}

const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS'];

function unreachableStore({ dataDir }: DatabaseOptions, error: unknown): DatabaseUnreachableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FORBIDDEN.includes(code)
    ? new DatabaseUnreachableError(
        `The embedded store in DATA_DIR (${dataDir}) may not be opened (${code})`,
        'Run this as the user who runs the service.',
      )
    : new DatabaseUnreachableError(
        `The embedded store in DATA_DIR (${dataDir}) cannot be opened, or the service that owns it does not answer`,
        'Restart the service, and look at its log.',
      );
}
