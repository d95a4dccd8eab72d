import { type mongo } from 'mongoose';
import { ledgerCollections } from './ledger-collections';

/** The ids of records that no batch has brought, so that they are part of no rollup: so many at most. */
export async function unsummedIds(
  database: mongo.Db,
  most: number,
  maxTimeMS: number,
): Promise<readonly unknown[]> {
  const { records } = ledgerCollections(database);
  const found = await records
    .find({ batch: null } as object, { projection: { _id: 1 }, maxTimeMS })
    .limit(most)
    .toArray();
  return found.map(({ _id }) => _id);
}
