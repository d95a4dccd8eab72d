import { mongo } from 'mongoose';

// Half the size of MongoDB's own choice, snappy, for a little more of the server's CPU.
const COMPRESSED: mongo.CreateCollectionOptions = {
  storageEngine: { wiredTiger: { configString: 'block_compressor=zstd' } },
};

/** Makes a collection, compressed where the database lets us choose. Fine where another process has just made it. */
export async function createCollection(db: mongo.Db, name: string): Promise<void> {
  try {
    await db.createCollection(name, COMPRESSED);
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    if (error.code === NAMESPACE_EXISTS) return;
    // A hosted database, or one that is not MongoDB's own, may not take the option. What else is wrong, this one meets too.
    await db.createCollection(name).catch(unlessItIsThere);
  }
}

function unlessItIsThere(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError && error.code === NAMESPACE_EXISTS)) throw error;
}

const NAMESPACE_EXISTS = 48;
