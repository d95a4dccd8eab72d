import { type mongo } from 'mongoose';
import { ROLLUPS, USAGE_COLLECTION } from '../usage';

/**
 * A sentence where there are records, and no month is summed up: another program has written them, or a release that knew no sums.
 * Questions would answer that there is nothing. Two looks at an index, however many records there are; the rest the doctor finds.
 */
export async function unsummedText(db: mongo.Db): Promise<string | undefined> {
  const [sum, record] = await Promise.all([
    db.collection(ROLLUPS).findOne({ _id: { $gte: { all: 'month' }, $lt: { all: 'n' } } } as object),
    db.collection(USAGE_COLLECTION).findOne({}, { projection: { _id: 1 } }),
  ]);
  if (sum !== null || record === null) return undefined;
  return 'There are records, and no sums that questions could be answered from. npm run rebuild makes them; npm run migrate -- --adopt takes over records that another program has written.';
}
