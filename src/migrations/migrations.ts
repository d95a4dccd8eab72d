import { ledgerCollections } from './ledger-collections';
import { type Migration } from './migration';
import { usageCollection } from './usage-collection';
import { usageViews } from './usage-views';

/** In their order. Append: a database remembers by number what it has been through. */
export const MIGRATIONS: readonly Migration[] = [usageCollection, ledgerCollections, usageViews];

/** The version of the schema that this code knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;
