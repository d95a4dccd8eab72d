import { type Driving } from './call-driver';
import { Program, type Exit } from '../support/service-process';
import { until } from '../support/until';

export const SECRET = 'a secret that only the crash suite knows, long enough';
const START_PATIENCE_MS = 60_000;

export interface LifeOptions {
  readonly directory: string;
  /** Where compiled TypeScript is kept, for all lives. */
  readonly compiled: string;
  readonly dataDir: string;
  readonly mongodbUri: string;
  readonly openaiUrl: string;
  /** Calls that the service makes by itself. */
  readonly driving?: Driving | undefined;
  /** The point at which it is killed. */
  readonly failAt?: string | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

interface RecordsHealth {
  readonly waiting: number;
  readonly dropped: number;
  readonly damaged: number;
  /** False while nothing can be written to the disk. */
  readonly onDisk: boolean;
}

/** One life of the service, from its start to its end, however that comes. */
export class Life extends Program {
  readonly startedAt = performance.now();

  constructor({
    directory,
    compiled,
    dataDir,
    mongodbUri,
    openaiUrl,
    driving,
    failAt,
    settings,
  }: LifeOptions) {
    super('test/crash/service.ts', directory, {
      DATA_DIR: dataDir,
      MONGODB_URI: mongodbUri,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: 'sk-crash',
      OPENAI_BASE_URL: openaiUrl,
      COMPILED_TYPESCRIPT: compiled,
      ...(driving && { CRASH_DRIVING: JSON.stringify(driving) }),
      ...(failAt !== undefined && { FAIL_AT: failAt }),
      ...settings,
    });
  }

  /** Its address, once it answers. */
  async baseUrl(): Promise<string> {
    const output = await until(
      () => this.stdout,
      (text) => text.includes('answers on') || this.hasEnded,
      START_PATIENCE_MS,
    );
    const url = /answers on (\S+)/.exec(output)?.[1];
    if (url === undefined) throw new Error(`The service does not start: ${this.stderr}`);
    return url;
  }

  /** Has it make no more calls, and waits for those under way. */
  async quieten(): Promise<void> {
    this.signal('SIGWINCH');
    await this.untilCallsAreMade(30_000);
  }

  async untilCallsAreMade(patienceMs: number): Promise<void> {
    await until(
      () => this.stdout,
      (text) => text.includes('all calls have been made') || this.hasEnded,
      patienceMs,
    );
  }

  /** What it says of its records. */
  async health(): Promise<RecordsHealth> {
    const response = await fetch(`${await this.baseUrl()}/health`);
    return ((await response.json()) as { records: RecordsHealth }).records;
  }

  /** Records that are not stored and counted yet. A service that has ended says nothing of its own. */
  async waiting(): Promise<number> {
    return this.hasEnded ? 0 : (await this.health()).waiting;
  }

  async kill(): Promise<Exit> {
    return this.end('SIGKILL');
  }
}
