import { connect, createServer, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

/** The way to a MongoDB, which can be cut and mended. */
export interface SeverableMongoDB {
  readonly uri: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A way to the server of `uri` on a port of its own. It is cut until it is mended. */
export async function severableMongoDB(uri: string): Promise<SeverableMongoDB> {
  const { hostname, port: serverPort, pathname } = new URL(uri);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(serverPort || 27_017), hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  await close();
  return {
    uri: `mongodb://127.0.0.1:${port}${pathname}?directConnection=true`,
    cut: close,
    mend: () => listen(port),
  };
}
