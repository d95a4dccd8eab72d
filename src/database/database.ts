import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ConnectionStates, type Connection, mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded-mongo';

export interface DatabaseOptions {
  /** A MongoDB to use. Without it, the embedded store is started in `dataDir`. */
  readonly mongodbUri?: string | undefined;
  readonly dataDir: string;
}

export type DatabaseKind = 'MongoDB' | 'embedded store';

const RETRY_AFTER_MS = 2_000;

/** Which database this process uses, and whether it can be reached. */
@Injectable()
export class Database implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly stopping = new AbortController();
  private connection: Connection | undefined;
  private isEnding = false;

  private constructor(
    readonly uri: string,
    private readonly embedded: EmbeddedMongo | undefined,
  ) {}

  static async start({ mongodbUri, dataDir }: DatabaseOptions): Promise<Database> {
    if (mongodbUri !== undefined) return new Database(readableUri(mongodbUri), undefined);
    const onDeath = (error: Error) => {
      new Logger('Database').error(
        'Calls are served, but no more recorded, until the service is started again.',
        error.stack,
      );
    };
    const embedded = await startEmbeddedMongo({ dataDir, onDeath });
    return new Database(embedded.uri, embedded);
  }

  get kind(): DatabaseKind {
    return this.embedded === undefined ? 'MongoDB' : 'embedded store';
  }

  get isReachable(): boolean {
    return this.connection?.readyState === ConnectionStates.connected;
  }

  /**
   * Connects in the background and tries again until it works: calls to OpenAI are served while the database is away.
   * Once connected, the driver itself finds its way back.
   */
  keepConnected(connection: Connection): Connection {
    this.connection = connection;
    let wasConnected = false;
    connection.on('connected', () => (wasConnected = true));
    connection.on('disconnected', () => {
      if (wasConnected && !this.isEnding) this.logger.warn(`The ${this.kind} cannot be reached any more.`);
      wasConnected = false;
    });
    void this.connect(connection);
    return connection;
  }

  beforeApplicationShutdown(): void {
    this.isEnding = true;
  }

  /** The last to end: after those that still write. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.connection?.close();
    await this.embedded?.stop();
  }

  private async connect(connection: Connection): Promise<void> {
    let isFirst = true;
    for (let attempt = connection.asPromise(); ; attempt = connection.openUri(this.uri, CONNECT_OPTIONS)) {
      try {
        await attempt;
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        if (isFirst) this.logger.warn(`The ${this.kind} cannot be reached (${nameOf(error)}). Trying on.`);
        isFirst = false;
        await sleep(RETRY_AFTER_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}

/** The driver tells at once what no retry can mend. Its message may quote the password. */
export function readableUri(uri: string): string {
  try {
    new mongo.MongoClient(uri);
    return uri;
  } catch {
    throw new Error('MONGODB_URI cannot be read: look at its hosts, ports and options.');
  }
}

/** How long an operation waits for a server. Buffered ones wait for the connection as long. */
export const CONNECT_OPTIONS = { serverSelectionTimeoutMS: 5_000, bufferTimeoutMS: 5_000 };

/** A driver's message may name hosts and users; its name says enough. */
const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown reason');
