import { parentPort, workerData } from 'node:worker_threads';
import { startServer } from './server';
import { type FromThread, type ThreadOptions } from './thread-messages';

/** The worker's entry: one server, until it is told to stop. What fails here ends the thread with that error. */
async function main(): Promise<void> {
  const { dataDir } = workerData as ThreadOptions;
  const server = await startServer(dataDir);
  if ('inUseAt' in server) {
    tell({ kind: 'in-use', socketPath: server.inUseAt });
    return;
  }
  parentPort?.once('message', () => {
    void server.stop();
  });
  tell({ kind: 'started', socketPath: server.socketPath });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

void main();
