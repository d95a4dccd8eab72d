import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Double, serialize } from 'bson';
import { CommandError } from './command-error';
import { runCommand } from './commands';
import { Cursors } from './cursors';
import { becomeOwner, privateDirectory, removeSocketFolder } from './data-dir';
import { requestOf } from './request';
import { Storage } from './storage';
import { encodeReply, messagesIn, type Message } from './wire-protocol';

export interface Server {
  readonly socketPath: string;
  stop(): Promise<void>;
}

/** Another process already serves the store, on this socket. */
export interface InUse {
  readonly inUseAt: string;
}

/** Serves the store in DATA_DIR on a unix socket. */
export async function startServer(dataDir: string): Promise<Server | InUse> {
  const directory = privateDirectory(dataDir);
  const storage = new Storage(directory);
  const cursors = new Cursors();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    void serve(socket, storage, cursors).finally(() => sockets.delete(socket));
  });
  const { socketPath, isOurs } = await becomeOwner(directory, storage, (path) => {
    // Not through a cluster's primary: a server that listens at once is what makes the socket a lock.
    server.listen({ path, exclusive: true });
  });
  if (!isOurs) {
    await storage.close();
    return { inUseAt: socketPath };
  }
  if (!server.listening) await once(server, 'listening');
  return {
    socketPath,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      removeSocketFolder(directory, socketPath);
      await storage.close();
    },
  };
}

/** Answers one connection's messages, one after the other. What cannot be read as a message closes it. */
async function serve(socket: Socket, storage: Storage, cursors: Cursors): Promise<void> {
  const answers = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const message of messagesIn(chunks)) {
      const body = await answer(message, storage, cursors, socket);
      if (message.wantsReply) yield encodeReply(message, body);
    }
  };
  try {
    await pipeline(socket, answers, socket);
  } catch {
    socket.destroy(); // Malformed, or gone while being answered: there is nobody to tell.
  } finally {
    cursors.killOwnedBy(socket);
  }
}

async function answer(
  message: Message,
  storage: Storage,
  cursors: Cursors,
  connection: object,
): Promise<Uint8Array> {
  try {
    const reply = await runCommand(requestOf(message, { storage, cursors, connection }));
    return reply instanceof Uint8Array ? reply : serialize({ ...reply, ok: new Double(1) });
  } catch (error) {
    return serialize(failureReply(error));
  }
}

function failureReply(error: unknown) {
  const { code, codeName, message, details } =
    error instanceof CommandError
      ? error
      : new CommandError(1, 'InternalError', `The embedded store failed: ${String(error)}`);
  return { ok: new Double(0), errmsg: message, code, codeName, ...details };
}
