import { ROLLUPS, USER_MONTHS, USER_SETS, USERS, userMonthIndexes, WRITERS } from '../usage';
import { type IndexedCollection, lookAt, make } from './indexed-collection';
import { type Migration } from './migration';

const indexed = (name: string, wanted: IndexedCollection['wanted'] = []): IndexedCollection => ({
  name,
  wanted,
  ours: wanted,
});

/** Asked for by `_id`, but for the months of users, of whom those with the most tokens are looked for. */
const COLLECTIONS = [
  indexed(ROLLUPS),
  indexed(USER_MONTHS, userMonthIndexes),
  indexed(USER_SETS),
  indexed(USERS),
  indexed(WRITERS),
];

/** Migration 2: the rollups, and what their writers remember. */
export const ledgerCollections: Migration = {
  version: 2,
  name: 'rollups',
  look: async (db) => {
    const found = await Promise.all(COLLECTIONS.map((collection) => lookAt(db, collection)));
    return {
      missing: found.flatMap(({ missing }) => missing),
      conflicts: found.flatMap(({ conflicts }) => conflicts),
      extraIndexes: [],
    };
  },
  apply: async (db) => {
    const made: string[] = [];
    for (const collection of COLLECTIONS) made.push(...(await make(db, collection)));
    return made;
  },
};
