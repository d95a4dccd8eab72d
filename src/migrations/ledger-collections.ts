import { type mongo } from 'mongoose';
import { ROLLUPS, USER_MONTHS, USER_SETS, USERS, WRITERS } from '../usage';
import { createCollection } from './create-collection';
import { type Migration } from './migration';

const COLLECTIONS = [ROLLUPS, USER_MONTHS, USER_SETS, USERS, WRITERS];

/** Migration 2: the rollups, and what their writers remember. All are asked for by `_id` alone, so there is no other index. */
export const ledgerCollections: Migration = {
  version: 2,
  name: 'rollups',
  look: async (db) => ({
    missing: (await missingIn(db)).map((name) => `the collection ${name}`),
    conflicts: [],
    extraIndexes: [],
  }),
  apply: async (db) => {
    const missing = await missingIn(db);
    for (const name of missing) await createCollection(db, name);
    return missing.map((name) => `the collection ${name}`);
  },
};

async function missingIn(db: mongo.Db): Promise<readonly string[]> {
  const listed = await db.listCollections({ name: { $in: COLLECTIONS } }, { nameOnly: true }).toArray();
  const names = new Set(listed.map(({ name }) => name));
  return COLLECTIONS.filter((name) => !names.has(name));
}
