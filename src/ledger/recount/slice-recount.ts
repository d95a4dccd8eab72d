import { type LedgerCollections } from '../ledger-collections';
import { type Difference } from './difference';
import { type LateStamps, straysOf } from './late-stamps';
import { checked, NOTHING, pause, ReadAgain, type RecountStep, together, TRIES } from './recount-step';
import { RollupRecount } from './rollup-recount';
import { type SetRecount } from './set-recount';
import { type RecordFault, type Scanned, scanSlice } from './slice-scan';
import { MAX_TIME_MS, type Stretch } from './time-line';

/** What goes through the ledger, and whether it mends or only looks. */
export interface Recounting {
  readonly collections: LedgerCollections;
  readonly sets: SetRecount;
  /** Where records are stamped that no writer will count. Only what has it mends. */
  readonly lateStamps: LateStamps | undefined;
}

/**
 * Holds the quarters of an hour of a slice, and its users, against its records, and adds these to what the longer
 * stretches around it have to hold.
 */
export async function recountSlice(
  recounting: Recounting,
  slice: Stretch,
  around: readonly RollupRecount[],
): Promise<RecountStep> {
  let stamped = 0;
  for (let tries = 1; tries <= TRIES; tries++) {
    const read = await readSlice(recounting, slice);
    if (read?.quarters === undefined) {
      stamped += read?.stamped ?? 0;
      if (read === undefined) await pause(tries);
      continue;
    }
    const { scanned, quarters } = read;
    if (!around.every((wider) => wider.add(scanned.cells))) throw new ReadAgain();
    return together(await outcome(recounting, slice, scanned, quarters), { stamped });
  }
  if (recounting.lateStamps !== undefined)
    throw new Error(
      `The records around ${slice.from.toISOString()} are being corrected all the time. Run this again when that is over.`,
    );
  return { ...NOTHING, unsettled: 1, stamped };
}

type Read =
  | { readonly quarters: RollupRecount; readonly scanned: Scanned }
  | { readonly quarters?: undefined; readonly stamped: number };

/** @returns nothing where somebody was in the way */
async function readSlice({ collections, lateStamps }: Recounting, slice: Stretch): Promise<Read | undefined> {
  const quarters = await RollupRecount.read(collections, 'quarter', slice, lateStamps?.writer);
  const scanned = await scanSlice(collections, slice, () => quarters.mark());
  if (scanned === undefined) return undefined;
  const stamped = (await lateStamps?.stampStrays(scanned, slice)) ?? 0;
  if (stamped > 0) return { stamped };
  if (!quarters.add(scanned.cells)) return undefined;
  return lateStamps === undefined || (await quarters.mend()) ? { quarters, scanned } : undefined;
}

async function outcome(
  { collections, sets, lateStamps }: Recounting,
  slice: Stretch,
  scanned: Scanned,
  quarters: RollupRecount,
): Promise<RecountStep> {
  const missing = await sets.lookForMissing(scanned, slice);
  const tooMany = await sets.lookForTooManyInQuarters(scanned, slice);
  const ofRecords = [
    ...scanned.misshapen.map(recordDifference),
    ...(lateStamps === undefined ? await strayDifferences(collections, scanned, slice) : []),
    ...scanned.faults.map(recordDifference),
  ];
  return {
    checked: checked({
      records: scanned.records,
      rollups: quarters.count,
      userSets: missing.documents + tooMany.documents,
    }),
    // A rebuild cannot mend a record: what it says of them is in `misshapen`.
    differences: [
      ...(lateStamps === undefined ? ofRecords : []),
      ...quarters.differences,
      ...missing.differences,
      ...tooMany.differences,
    ],
    unsettled: missing.unsettled + tooMany.unsettled,
    misshapen: scanned.misshapen,
    stamped: 0,
  };
}

const recordDifference = ({ _id, expected, found }: RecordFault): Difference => ({
  where: `the record ${String(_id)}`,
  expected,
  found,
});

async function strayDifferences(
  collections: LedgerCollections,
  scanned: Scanned,
  { from, before }: Stretch,
): Promise<readonly Difference[]> {
  const strays = await straysOf(collections, scanned, undefined);
  if (strays.records === 0n) return [];
  const inSlice = { isActive: { $in: [true, false] }, timestamp: { $gte: from, $lt: before } };
  const first = await collections.records.findOne(
    { ...inSlice, batch: { $in: [null, ...strays.stamps] } } as object,
    { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
  );
  return [
    {
      where: `the record ${String(first?._id)}`,
      expected: 'part of the rollups',
      found: `part of none, as one of ${strays.records} records: npm run rebuild`,
    },
  ];
}
