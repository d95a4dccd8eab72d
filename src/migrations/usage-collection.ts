import { USAGE_COLLECTION, usageIndexes } from '../usage';
import { type IndexedCollection, lookAt, make } from './indexed-collection';
import { type Migration, type MigrationOptions } from './migration';

/** Migration 1: the collection of the usage records, and the indexes of the chosen profile. */
export const usageCollection: Migration = {
  version: 1,
  name: 'usage collection and indexes',
  look: (db, options) => lookAt(db, records(options)),
  apply: (db, options) => make(db, records(options)),
};

const records = ({ indexProfile }: MigrationOptions): IndexedCollection => ({
  name: USAGE_COLLECTION,
  wanted: usageIndexes(indexProfile),
  ours: usageIndexes('seed'),
});
