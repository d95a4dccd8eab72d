import { createConnection } from 'mongoose';

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
