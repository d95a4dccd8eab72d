import { type Connection, createConnection, type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../src/embedded-mongo';

/** The MongoDB that tests run on, if one is given; else they run on the embedded store. */
const server = process.env['MONGODB_URI'];

/** The address of a database on the MongoDB of the tests, or nothing where they run on the embedded store. */
export function mongodbUriFor(database: string): string {
  return server?.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${database}`) ?? '';
}

/** Forgets a database, after the service that used it: one that is still closing may be making its indexes. */
export async function dropDatabase(uri: string): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

/** An empty database without a service, for a suite. On the MongoDB of the tests, or an embedded store of its own. */
export async function emptyDatabase(): Promise<{
  readonly connection: Connection;
  readonly database: mongo.Db;
  readonly drop: () => Promise<void>;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'token-ledger-test-'));
  const given = mongodbUriFor(`test_${randomUUID()}`);
  const embedded = given === '' ? await startEmbeddedMongo({ dataDir }) : undefined;
  const connection = await createConnection(embedded?.uri ?? given).asPromise();
  if (connection.db === undefined) throw new Error('There is no connection.');
  const drop = async () => {
    await connection.dropDatabase();
    await connection.close();
    await embedded?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { connection, database: connection.db, drop };
}

/** A suite about MongoDB itself. On the embedded store it is skipped, and says so. */
export function describeOnMongoDB(name: string, tests: () => void): void {
  if (server !== undefined && server !== '') {
    describe(name, tests);
    return;
  }
  process.stderr.write(
    `skipped: '${name}' needs a real MongoDB. Set MONGODB_URI, or run npm run test:mongodb\n`,
  );
  describe.skip(name, tests);
}
