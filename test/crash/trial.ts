import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { type UsageRecord } from '../../src/usage';
import { MongoDBProxy } from '../support/mongodb-proxy';
import { Program } from '../support/service-process';
import { verifyLedger } from '../support/stored-books';
import { until } from '../support/until';
import { type Driving } from './call-driver';
import { Life, type LifeOptions } from './life';
import { answeredIn, LineLog, linesOf, type Seen, seenIn } from './logs';
import { type Findings, findingsOf, sentencesOf } from './oracle';
import { randomFrom } from './random';
import { type Stage, type Told } from './scenario';

type LifeSettings = Partial<Pick<LifeOptions, 'dataDir' | 'failAt' | 'settings'>> & {
  readonly driving?: Partial<Driving>;
};

const compiledIn = ({ directory }: Stage) => join(directory, 'compiled');

/** One database of its own, the way to it, a fake OpenAI, and the lives of a service between them. */
export class Trial {
  kills = 0;
  recoverySeconds: number | undefined;
  /** How many acknowledged calls may be gone: for files that were damaged on purpose, and disks that were full. */
  mayLose = 0;
  readonly remarks: string[] = [];
  readonly violations: string[] = [];
  readonly random: () => number;
  private readonly lives: Life[] = [];

  private constructor(
    readonly stage: Stage,
    readonly directory: string,
    private readonly database: string,
    readonly proxy: MongoDBProxy,
    private readonly openai: Program,
    private readonly openaiUrl: string,
  ) {
    this.random = proxy.random;
  }

  static async begin(stage: Stage): Promise<Trial> {
    const name = `crash_${randomUUID().slice(0, 8)}`;
    const directory = join(stage.directory, name);
    const compiled = compiledIn(stage);
    for (const needed of [join(directory, 'data'), compiled]) await mkdir(needed, { recursive: true });
    new LineLog(join(directory, 'seen'));
    const proxy = await MongoDBProxy.start(stage.mongod.uri(name), randomFrom(stage.seed));
    const answered = join(directory, 'answered');
    const openai = new Program('test/crash/fake-openai.ts', directory, { COMPILED_TYPESCRIPT: compiled }, [
      answered,
      String(stage.seed),
    ]);
    const output = await until(
      () => openai.stdout,
      (text) => text.includes('answers on'),
      60_000,
    );
    const url = /answers on (\S+)/.exec(output)?.[1] ?? '';
    return new Trial(stage, directory, name, proxy, openai, url);
  }

  /** Begins a life of the service, which calls OpenAI by itself where it is told how. */
  live({ driving, ...settings }: LifeSettings = {}): Life {
    const number = this.lives.length;
    const life = new Life({
      directory: this.directory,
      compiled: compiledIn(this.stage),
      dataDir: join(this.directory, 'data'),
      mongodbUri: this.proxy.uri,
      openaiUrl: this.openaiUrl,
      ...(driving && {
        driving: {
          log: this.seenPath,
          life: `life-${number}`,
          seed: this.stage.seed + number,
          inFlight: 64,
          ...driving,
        },
      }),
      ...settings,
    });
    this.lives.push(life);
    return life;
  }

  async kill(life: Life): Promise<void> {
    await life.kill();
    this.kills++;
  }

  /** Where callers outside of the service write down what they have seen. */
  get seenPath(): string {
    return join(this.directory, 'seen');
  }

  seen(): Seen {
    return seenIn(linesOf(this.seenPath));
  }

  noteRecovery(seconds: number): void {
    this.recoverySeconds = Math.max(seconds, this.recoverySeconds ?? 0);
  }

  violate(sentence: string): void {
    this.violations.push(sentence);
  }

  /** Resolves when all that was acknowledged is stored and counted, or no more can be expected. Gives back how long that took. */
  async untilStored(patienceSeconds = 30): Promise<number> {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1_000;
    const acknowledged = new Set(this.seen().acknowledged).size;
    await this.withDatabase(async (db) => {
      const records = db.collection('openai_token_usage');
      const isStored = async () =>
        (await records.countDocuments()) >= acknowledged && (await this.waiting()) === 0;
      while (seconds() < patienceSeconds && !(await isStored())) await sleep(50);
    });
    return seconds();
  }

  private async waiting(): Promise<number> {
    const each = await Promise.all(this.lives.map((life) => life.waiting()));
    return each.reduce((sum, waiting) => sum + waiting, 0);
  }

  /** Holds what is stored against both logs. */
  async findings(): Promise<Findings> {
    const answered = answeredIn(linesOf(join(this.directory, 'answered')));
    return this.withDatabase(async (db) => {
      const records = await db
        .collection<UsageRecord>('openai_token_usage')
        .find({}, { useBigInt64: true })
        .toArray();
      return findingsOf(this.seen(), answered, records, await verifyLedger(db));
    });
  }

  /** What the services complained of last. */
  private lastWords(): readonly string[] {
    return this.lives.flatMap(({ stdout, stderr }, number) => {
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => /ERROR|WARN|error/.test(line));
      return lines.slice(-3).map((line) => `life ${number} said: ${line}`);
    });
  }

  async withDatabase<Result>(work: (db: mongo.Db) => Promise<Result>): Promise<Result> {
    const client = await mongo.MongoClient.connect(this.stage.mongod.uri(this.database));
    try {
      return await work(client.db());
    } finally {
      await client.close();
    }
  }

  async told(): Promise<Told> {
    const findings = await this.findings();
    const { lost } = findings;
    const unexpected = { ...findings, lost: lost.length > this.mayLose ? lost : [] };
    const violations = [...sentencesOf(unexpected), ...this.violations];
    return {
      runs: this.lives.length,
      kills: this.kills,
      calls: this.seen().acknowledged.length,
      lost: lost.length,
      doubled: findings.doubled.length,
      duplicates: this.proxy.duplicates,
      ...(this.recoverySeconds !== undefined && { recoverySeconds: this.recoverySeconds }),
      violations,
      remarks: violations.length === 0 ? this.remarks : [...this.remarks, ...this.lastWords()],
    };
  }

  /** Ends whatever still runs, and forgets what is stored. */
  async end(): Promise<void> {
    await Promise.all([...this.lives, this.openai].map((program) => program.end('SIGKILL')));
    await this.proxy.cut();
    await this.withDatabase((db) => db.dropDatabase());
  }
}
