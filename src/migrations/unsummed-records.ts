import { type mongo } from 'mongoose';
import { ROLLUPS, USAGE_COLLECTION, USER_MONTHS } from '../usage';

/**
 * A sentence where there are records, and no month is summed up: another program has written them, or a release that knew no sums;
 * or months of users, and none of their days. Questions would answer that there is nothing. Three looks at an index, however many
 * records there are; the rest `verify` finds.
 */
export async function unsummedText(db: mongo.Db): Promise<string | undefined> {
  const [sum, record, userMonth] = await Promise.all([
    db.collection(ROLLUPS).findOne({ _id: { $gte: { all: 'month' }, $lt: { all: 'n' } } } as object),
    db.collection(USAGE_COLLECTION).findOne({}, { projection: { _id: 1 } }),
    db.collection(USER_MONTHS).findOne({}, { sort: { _id: 1 }, projection: { days: 1 } }),
  ]);
  if (userMonth !== null && userMonth['days'] === undefined)
    return 'The months of users are of a release that did not know their days, and answers about parts of months are wrong. npm run rebuild makes the days.';
  if (sum !== null || record === null) return undefined;
  return 'There are records, and no sums that questions could be answered from. npm run rebuild makes them; npm run migrate -- --adopt takes over records that another program has written.';
}
