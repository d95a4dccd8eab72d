import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Storage } from './storage';

/** The longest path of a unix socket that every system takes (macOS: 104 bytes with the closing zero, Linux: 108). */
const MAX_SOCKET_PATH_BYTES = 103;
const OWNER = 'owner';

/** The folder of the store inside DATA_DIR, which only its owner can enter: so nobody else reaches the socket or the files. */
export function privateDirectory(dataDir: string): string {
  const directory = join(resolve(dataDir), 'mongo');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  return directory;
}

/**
 * Makes this process the owner of the store: `listenAt` puts a server on the socket that it is given, which is the lock.
 * A socket on which nobody answers was left by a process that died, and is taken over. Two processes that see it at the same
 * time do not both get it: the later one finds, inside lmdb's lock, that the owner has changed, and looks again.
 * @returns the socket, which is not ours where another process answers on it
 */
export async function becomeOwner(
  directory: string,
  storage: Storage,
  listenAt: (socketPath: string) => void,
): Promise<OwnedSocket> {
  for (;;) {
    const owner = ownerOf(storage);
    const ownersPath = owner && (owner.socketPath ?? join(directory, 'mongo.sock'));
    if (ownersPath !== undefined && (await isAnswered(ownersPath)))
      return { socketPath: ownersPath, isOurs: false };
    const socketPath = storage.writeNow(() => {
      if (ownerOf(storage)?.turn !== owner?.turn) return undefined;
      return takeOver(directory, storage, owner, listenAt);
    });
    if (socketPath !== undefined) return { socketPath, isOurs: true };
  }
}

interface OwnedSocket {
  readonly socketPath: string;
  readonly isOurs: boolean;
}

interface Owner {
  /** Counts the owners that there were. */
  readonly turn: number;
  /** Where the socket is, if not in the folder of the store. */
  readonly socketPath?: string;
}

function ownerOf(storage: Storage): Owner | undefined {
  const bytes = storage.setting(OWNER);
  return bytes && (JSON.parse(bytes.toString()) as Owner);
}

function takeOver(
  directory: string,
  storage: Storage,
  last: Owner | undefined,
  listenAt: (socketPath: string) => void,
): string {
  if (last?.socketPath !== undefined) removeSocketFolder(directory, last.socketPath);
  const usual = join(directory, 'mongo.sock');
  const isUsual = Buffer.byteLength(usual) <= MAX_SOCKET_PATH_BYTES;
  const socketPath = isUsual ? usual : join(mkdtempSync(join(tmpdir(), 'token-ledger-')), 'mongo.sock');
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
    throw new Error(
      `The path of DATA_DIR is too long for a unix socket, and so is ${socketPath}. Choose a shorter one.`,
    );
  }
  rmSync(socketPath, { force: true });
  listenAt(socketPath);
  chmodSync(socketPath, 0o600);
  const owner: Owner = { turn: (last?.turn ?? 0) + 1, ...(!isUsual && { socketPath }) };
  storage.setSetting(OWNER, Buffer.from(JSON.stringify(owner)));
  return socketPath;
}

/** A folder that was made for a socket goes with it. */
export function removeSocketFolder(directory: string, socketPath: string): void {
  const folder = dirname(socketPath);
  if (folder === directory || !existsSync(folder)) return;
  rmSync(socketPath, { force: true });
  rmdirSync(folder);
}

/** Whether somebody listens there. A process that hangs does: its store is not up for grabs. */
function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise((answer, fail) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') answer(false);
      else fail(error);
    });
  });
}
