import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { mongo } from 'mongoose';
import { MongoBinary } from 'mongodb-memory-server-core';
import { until } from '../support/until';
import { familyOf } from './process-family';

// The first start of a MongoDB that has to be emulated takes its time.
const START_PATIENCE_MS = 150_000;

/** There is no MongoDB here that could be killed. */
export class NoMongoDBError extends Error {}

/** A real MongoDB of our own, which can be killed, stopped for a while, and started again on what it has stored. */
export class OwnMongod {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly directory: string,
    private readonly port: number,
  ) {}

  /** @throws NoMongoDBError */
  static async start(directory: string): Promise<OwnMongod> {
    const binary = await MongoBinary.getPath().catch((error: unknown) => {
      throw new NoMongoDBError(String(error));
    });
    await mkdir(directory, { recursive: true });
    const mongod = new OwnMongod(binary, directory, await freePort());
    await mongod.start();
    return mongod;
  }

  uri(database: string): string {
    return `mongodb://127.0.0.1:${this.port}/${database}?directConnection=true`;
  }

  /** Starts it again on the same data. Resolves when it answers. */
  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind_ip', '127.0.0.1', '--dbpath', this.directory];
    const child = spawn(this.binary, args, { stdio: 'ignore' });
    this.child = child;
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(new Error(`It ended with the code ${String(code)}.`));
      });
    });
    await Promise.race([failed, until(() => this.answers(), Boolean, START_PATIENCE_MS)]).catch(
      (error: unknown) => {
        child.kill('SIGKILL');
        throw new NoMongoDBError(`${this.binary} does not start: ${String(error)}`);
      },
    );
    failed.catch(() => undefined);
  }

  /** At once, and without a word to anybody. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    this.signal('SIGKILL');
    await exit;
  }

  /** It keeps its connections and says nothing. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** What is started may be a script, with the server as its child. */
  private signal(signal: NodeJS.Signals): void {
    for (const pid of familyOf(this.child?.pid)) process.kill(pid, signal);
  }

  private async answers(): Promise<boolean> {
    const client = new mongo.MongoClient(this.uri('admin'), { serverSelectionTimeoutMS: 1_000 });
    try {
      await client.db().command({ ping: 1 });
      return true;
    } catch {
      return false;
    } finally {
      await client.close();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
