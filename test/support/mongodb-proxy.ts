import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';
import { type Frame } from './mongodb-frames';
import { link, type Trouble } from './mongodb-link';

interface Losing {
  readonly commands: readonly string[];
  readonly chance: number;
  left: number;
}

/** The way to a MongoDB, which can be cut and mended, and which can make trouble on purpose. */
export class MongoDBProxy {
  /** Of every message from now on. */
  trouble: Trouble = {};
  /** Errors `E11000` that went by, and the replies that held some. */
  duplicates = 0;
  repliesWithDuplicates = 0;
  repliesLost = 0;
  /** That clients have opened so far. */
  connections = 0;
  private readonly answered = new Map<string, number>();
  private readonly sockets = new Set<Socket>();
  private losing: Losing = { commands: [], chance: 0, left: 0 };

  private constructor(
    /** Of the same database, by this way. */
    readonly uri: string,
    private readonly port: number,
    private readonly server: Server,
    readonly random: () => number,
  ) {}

  /** A way to the server of `uri`, on a port of its own. `random` decides what happens by chance. */
  static async start(uri: string, random: () => number = Math.random): Promise<MongoDBProxy> {
    const { pathname } = new URL(uri);
    const target = targetOf(uri);
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      proxy.connect(client, target);
    });
    await listen(server, 0);
    const { port } = server.address() as AddressInfo;
    const ownUri = `mongodb://127.0.0.1:${port}${pathname}?directConnection=true`;
    const proxy = new MongoDBProxy(ownUri, port, server, random);
    return proxy;
  }

  /** How many replies to this command have gone by, lost ones included. */
  replies(command: string): number {
    return this.answered.get(command) ?? 0;
  }

  /** The server gets such a command and does it, but its reply is lost, and the connection with it. */
  loseReplies(commands: readonly string[], times: number, chance = 1): void {
    this.losing = { commands, chance, left: times };
  }

  /** Nobody listens any more, and whoever is connected is cut off. */
  cut(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      for (const socket of this.sockets) socket.destroy();
    });
  }

  mend(): Promise<void> {
    return listen(this.server, this.port);
  }

  private connect(client: Socket, target: NetConnectOpts): void {
    this.connections++;
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true } as NetConnectOpts);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      // A connection that could not be made is closed without an end.
      socket.on('error', () => other.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    void link(client, server, this);
  }

  readonly isLost = (command: string, { bytes }: Frame): boolean => {
    this.answered.set(command, this.replies(command) + 1);
    const duplicates = occurrences(bytes, 'E11000');
    this.duplicates += duplicates;
    if (duplicates > 0) this.repliesWithDuplicates++;
    const { losing } = this;
    if (losing.left === 0 || !losing.commands.includes(command) || this.random() >= losing.chance)
      return false;
    losing.left--;
    this.repliesLost++;
    return true;
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The embedded store listens on a file, not on a port. */
function targetOf(uri: string): NetConnectOpts {
  const { hostname, port } = new URL(uri);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/') ? { path: host } : { host, port: Number(port || 27_017) };
}

function occurrences(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) count++;
  return count;
}
