import { type mongo } from 'mongoose';
import { PERIODS, ROLLUPS, USAGE_COLLECTION, USER_MONTHS } from '../../src/usage';

/** @throws unless exactly so many records are stored, and each of them is counted wherever it has to be */
export async function checkBooks(db: mongo.Db, given: number): Promise<void> {
  const periods = await countedIn(db, ROLLUPS, '$_id.period');
  const counts = {
    stored: await db.collection(USAGE_COLLECTION).estimatedDocumentCount(),
    ...Object.fromEntries(PERIODS.map((period) => [`in the ${period}s`, periods.get(period)])),
    'in the months of users': (await countedIn(db, USER_MONTHS, 'all')).get('all'),
  };
  if (Object.values(counts).some((count) => count !== given))
    throw new Error(`token-ledger: ${given} records were given, but ${JSON.stringify(counts)}.`);
}

/** A sum that is not there is zero. */
const REQUESTS = ['$totalRequests', '$failedRequests'].map((sum) => ({ $ifNull: [sum, 0] }));

async function countedIn(
  db: mongo.Db,
  collection: string,
  group: string,
): Promise<ReadonlyMap<string, number>> {
  const counted = await db
    .collection(collection)
    .aggregate<{ readonly _id: string; readonly requests: number }>([
      { $group: { _id: group, requests: { $sum: { $add: REQUESTS } } } },
    ])
    .toArray();
  return new Map(counted.map(({ _id, requests }) => [_id, requests]));
}
