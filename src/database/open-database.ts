import { createConnection, type Connection, type mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirInUseError, hasEmbeddedStore, startEmbeddedMongo } from '../embedded-mongo';
import { CONNECT_OPTIONS, type DatabaseKind, type DatabaseOptions, readableUri } from './database';
import { DatabaseUnreachableError, unreachableMongoDB } from './unreachable';

/** A connection for a command, which ends with it. */
export interface OpenDatabase {
  readonly kind: DatabaseKind;
  /** True where a running service owns the embedded store: this is a connection to that one. */
  readonly isServed: boolean;
  readonly db: mongo.Db;
  close(): Promise<void>;
}

/** Whether there is nothing to open yet but what opening would make: an embedded store that has never been started. */
export function isStillToBeMade({ mongodbUri, dataDir }: DatabaseOptions): boolean {
  return mongodbUri === undefined && !hasEmbeddedStore(dataDir);
}

/**
 * Opens the database of these settings. An embedded store that a running service owns is reached through that service.
 * @throws DatabaseUnreachableError
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const kind = options.mongodbUri === undefined ? 'embedded store' : 'MongoDB';
  const server = await serverOf(options);
  const connection = createConnection();
  const close = async () => {
    // Without waiting for a server that may never answer.
    await connection.close(true);
    await server.stop();
  };
  try {
    return { kind, isServed: server.isServed, db: await connected(connection, server.uri), close };
  } catch (error) {
    await close();
    throw kind === 'MongoDB' ? unreachableMongoDB(error) : unreachableStore(options, error);
  }
}

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

async function connected(connection: Connection, uri: string): Promise<mongo.Db> {
  const tooLong = sleep(PATIENCE_MS, 'too long', { ref: false });
  const outcome = await Promise.race([connection.openUri(uri, CONNECT_OPTIONS), tooLong]);
  if (outcome === 'too long' || connection.db === undefined) throw new Error('It took too long.');
  return connection.db;
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
