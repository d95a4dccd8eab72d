import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const SERVICES = ['naive', 'token-ledger'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What a service is started with. */
export interface ServiceSettings {
  readonly mongodbUri: string;
  readonly jwtSecret: string;
}

/** A service that listens. Nest's `INestApplication` is one. */
export interface Service {
  getUrl(): Promise<string>;
  close(): Promise<void>;
}

/** What a service's process is asked, and answers: microseconds of CPU since its start; nothing. */
export type Question = 'cpu' | 'stop';

/** A service in a process of its own, so that what it costs can be told apart from what asking it costs. */
export class RunningService {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<unknown>,
    readonly url: string,
  ) {}

  static async start(name: ServiceName, settings: ServiceSettings): Promise<RunningService> {
    const child = fork(join(__dirname, 'contestant-process.ts'), [name, JSON.stringify(settings)]);
    const ended = once(child, 'exit');
    return new RunningService(child, ended, (await nextMessage(child, ended)) as string);
  }

  async cpuMicros(): Promise<number> {
    this.child.send('cpu' satisfies Question);
    return (await nextMessage(this.child, this.ended)) as number;
  }

  async close(): Promise<void> {
    this.child.send('stop' satisfies Question);
    await this.ended;
  }
}

async function nextMessage(child: ChildProcess, ended: Promise<unknown>): Promise<unknown> {
  const answered = once(child, 'message').then(([message]: unknown[]) => ({ message }));
  const answer = await Promise.race([answered, ended.then(() => undefined)]);
  if (answer === undefined) throw new Error('A service of the benchmark has ended by itself.');
  return answer.message;
}
