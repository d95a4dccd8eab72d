import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from './until';

const ROOT = join(__dirname, '../..');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

type Environment = Readonly<Record<string, string>>;

/** A program of this repository as a process of its own, with no environment but the one that it is given. */
export class Program {
  private readonly child: ChildProcess;
  private readonly ended: Promise<Exit>;
  stdout = '';
  stderr = '';
  hasEnded = false;

  /** `directory` is where it runs, so that no `.env` of a developer is read. */
  constructor(script: string, directory: string, environment: Environment, args: readonly string[] = []) {
    const compile = ['--require', join(ROOT, 'test/compile-typescript.cjs')];
    const { PATH = '', TMPDIR = '' } = process.env;
    this.child = spawn(process.execPath, [...compile, join(ROOT, script), ...args], {
      cwd: directory,
      env: { PATH, ...(TMPDIR && { TMPDIR }), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text: Buffer) => (this.stdout += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.stderr += text.toString()));
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => {
        this.hasEnded = true;
        resolve({ code, signal });
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when it has ended by itself. */
  exit(): Promise<Exit> {
    return this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<Exit> {
    this.signal(signal);
    return this.ended;
  }
}

/** The whole service as a process of its own, listening on a free port. */
export class ServiceProcess extends Program {
  readonly baseUrl: string = '';

  static async start(directory: string, environment: Environment): Promise<ServiceProcess> {
    const service = new ServiceProcess('src/main.ts', directory, { PORT: '0', ...environment });
    const output = await until(
      () => service.stdout + service.stderr,
      (text) => text.includes('answers on http') || text.includes('cannot start'),
      20_000,
    );
    const baseUrl = /answers on (http:\/\/\S+:\d+)/.exec(output)?.[1];
    if (baseUrl === undefined) throw new Error(output);
    return Object.assign(service, { baseUrl });
  }
}
