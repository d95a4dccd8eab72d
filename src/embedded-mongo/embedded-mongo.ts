import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FromThread, type ThreadOptions } from './thread-messages';

export interface EmbeddedMongo {
  /** A connection string for mongoose, with the database `token_ledger`; another `dbName` may be given beside it. */
  readonly uri: string;
  /** Closes all connections. What was acknowledged is stored. */
  stop(): Promise<void>;
}

export interface EmbeddedMongoOptions {
  readonly dataDir: string;
  /**
   * Called if the server dies by itself, which no known input makes it do: nothing can be stored or read from then on. Where it
   * is left out, the process ends with the error as an uncaught exception.
   */
  readonly onDeath?: (error: Error) => void;
}

/** Only one process can own a DATA_DIR. The message is for the person who started the second one. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(
    dataDir: string,
    /** Where that process answers: for a command that only wants to ask. */
    readonly uri: string,
  ) {
    super(
      `Another process owns DATA_DIR (${dataDir}). Stop that process, or set DATA_DIR to a folder of its own for this one.`,
    );
  }
}

/** Whether a store was ever started in DATA_DIR. */
export function hasEmbeddedStore(dataDir: string): boolean {
  return existsSync(join(dataDir, 'mongo', 'data.mdb'));
}

/**
 * Starts the MongoDB-compatible server over DATA_DIR, in a thread of its own.
 * @throws DataDirInUseError
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, onDeath = throwUncaught } = options;
  const worker = new Worker(require.resolve('./server-thread'), {
    name: 'embedded-mongo',
    workerData: { dataDir } satisfies ThreadOptions,
  });
  const exit = new Promise<void>((resolve) => worker.once('exit', resolve));
  const started = await firstMessage(worker);
  if (started.kind === 'started') return running(worker, exit, started.socketPath, onDeath);
  await exit;
  throw new DataDirInUseError(dataDir, uriOf(started.socketPath));
}

function firstMessage(worker: Worker): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The embedded store ended with code ${code} before it had started.`));
    });
  });
}

function running(
  worker: Worker,
  exit: Promise<void>,
  socketPath: string,
  onDeath: (error: Error) => void,
): EmbeddedMongo {
  let reason = 'its thread ended';
  let isStopping = false;
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.once('exit', () => {
    if (!isStopping) onDeath(new Error(`The embedded store died: ${reason}`));
  });
  return {
    uri: uriOf(socketPath),
    stop: async () => {
      isStopping = true;
      worker.postMessage('stop');
      await exit;
    },
  };
}

const uriOf = (socketPath: string) =>
  `mongodb://${encodeURIComponent(socketPath)}/token_ledger?directConnection=true`;

/** Thrown where nobody can catch it, so that the process ends and says why. */
function throwUncaught(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
