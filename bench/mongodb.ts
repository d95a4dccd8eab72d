import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { createConnection } from 'mongoose';
import { randomUUID } from 'node:crypto';

export interface BenchDatabase {
  /** The address of an empty database, written to with the durability of production. */
  readonly uri: string;
  stop(): Promise<void>;
}

/** A database of its own on the MongoDB of MONGODB_URI, else on one that is started (MONGOMS_SYSTEM_BINARY, or a download). */
export async function benchDatabase(): Promise<BenchDatabase> {
  const given = process.env['MONGODB_URI'];
  const server = given ? undefined : await MongoMemoryServer.create({ instance: { launchTimeout: 120_000 } });
  const uri = databaseIn(given ?? server?.getUri() ?? '');
  return {
    uri,
    async stop() {
      const connection = await createConnection(uri).asPromise();
      await connection.dropDatabase();
      await connection.close();
      await server?.stop();
    },
  };
}

function databaseIn(server: string): string {
  const uri = new URL(server);
  uri.pathname = `/bench_${randomUUID()}`;
  uri.searchParams.set('w', 'majority');
  uri.searchParams.set('journal', 'true');
  return uri.toString();
}
