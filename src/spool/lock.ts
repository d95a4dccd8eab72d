import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { reasonOf } from './problems';

/** The longest path of a unix socket that every system takes (macOS: 104 bytes with the closing zero, Linux: 108). */
const MAX_SOCKET_PATH_BYTES = 103;
const LOCK = /^lock-(\d+)\.sock$/;
const SOCKET = /^(lock-\d+|try-[\da-f]+)\.sock$/;

/** Another process uses the folder. */
export class SpoolInUseError extends Error {
  override readonly name = 'SpoolInUseError';
}

/**
 * Makes this process the owner of a folder, for as long as it lives. The lock is a socket on which it listens: if nobody answers on
 * it, its owner is dead. It is never taken over but succeeded, by one with the next number, which only one process can put there:
 * a link to a socket that already listens. Who finds a higher number afterwards was late, and looks again.
 * @returns what unlocks it
 * @throws SpoolInUseError
 */
export async function lock(directory: string): Promise<() => void> {
  const folder = new SocketFolder(directory);
  const own = `try-${randomBytes(6).toString('hex')}.sock`;
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    server.listen(folder.pathOf(own));
    await once(server, 'listening');
    // One who asks needs no answer but that the connection is made.
    server.on('error', () => undefined);
    chmodSync(join(directory, own), 0o600);
    const name = await succeed(directory, folder, own);
    for (const other of readdirSync(directory)) {
      if (SOCKET.test(other) && other !== name) rmSync(join(directory, other), { force: true });
    }
    return () => {
      rmSync(join(directory, name), { force: true });
      server.close();
    };
  } catch (error) {
    rmSync(join(directory, own), { force: true });
    server.close();
    throw error;
  } finally {
    folder.close();
  }
}

async function succeed(directory: string, folder: SocketFolder, own: string): Promise<string> {
  for (;;) {
    const last = lastLock(directory);
    if (last > 0 && (await isAnswered(folder.pathOf(lockName(last))))) throw inUse(directory);
    const name = lockName(last + 1);
    if (!linked(join(directory, own), join(directory, name))) {
      if (existsSync(join(directory, own))) continue;
      throw inUse(directory);
    }
    if (lastLock(directory) === last + 1) return name;
    rmSync(join(directory, name), { force: true });
  }
}

const inUse = (directory: string) =>
  new SpoolInUseError(
    `Another process uses ${directory}. Stop it, or give this one a folder of its own (DATA_DIR).`,
  );

const lockName = (number: number) => `lock-${number}.sock`;

function lastLock(directory: string): number {
  return Math.max(0, ...readdirSync(directory).map((name) => Number(LOCK.exec(name)?.[1] ?? 0)));
}

function linked(own: string, name: string): boolean {
  try {
    linkSync(own, name);
    return true;
  } catch (error) {
    // Another one was quicker; or it has already removed what it took for a leftover, our socket.
    if (['EEXIST', 'ENOENT'].includes(reasonOf(error))) return false;
    throw error;
  }
}

/** Whether somebody listens there. A process that hangs does: what is its own is not up for grabs. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((answer, fail) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', (error) => {
      if (['ECONNREFUSED', 'ENOENT'].includes(reasonOf(error))) answer(false);
      else fail(error);
    });
  });
}

/** Names sockets in a folder whose own path may be too long for one: Linux lets an open folder be named by its number. */
class SocketFolder {
  private readonly file: number | undefined;

  constructor(private readonly directory: string) {
    if (Buffer.byteLength(this.pathOf('try-123456789012.sock')) <= MAX_SOCKET_PATH_BYTES) return;
    if (process.platform !== 'linux') {
      throw new Error(`The path ${directory} is too long for a unix socket. Choose a shorter DATA_DIR.`);
    }
    this.file = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  }

  pathOf(name: string): string {
    return join(this.file === undefined ? this.directory : `/proc/self/fd/${this.file}`, name);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}
