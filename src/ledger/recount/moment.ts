import { type CountedBatches } from '../../usage';
import { type LedgerCollections, type StoredRecord } from '../ledger-collections';
import { type BatchId, batchesOf, lastBatchOf } from '../stamp';

/** The last batch of each writer that is part of all rollups. */
type Progresses = ReadonlyMap<string, number>;

/**
 * What writers were known to have counted just before and just after documents were read: so that can be told, however
 * long ago that was, which batches were part of them.
 */
export interface Moment {
  readonly before: Progresses;
  readonly after: Progresses;
  /** A writer whose records every document has to hold: the one of the rebuild itself. */
  readonly own: string | undefined;
}

export async function progresses({ writers }: LedgerCollections): Promise<Progresses> {
  const all = await writers.find({}, { projection: { counted: 1 } }).toArray();
  return new Map(all.map(({ _id, counted = 0 }) => [_id, counted]));
}

/** Reads documents at a known moment. */
export async function atMoment<Read>(
  collections: LedgerCollections,
  own: string | undefined,
  read: () => Promise<Read>,
): Promise<{ readonly read: Read; readonly moment: Moment }> {
  const before = await progresses(collections);
  const documents = await read();
  return { read: documents, moment: { before, after: await progresses(collections), own } };
}

type Writers = CountedBatches['writers'];

/**
 * Whether a document that was read at this moment holds a record, whatever has become of the record since. Each batch
 * that touches it is part of all rollups before the next one may, and each one turns it on or off.
 * @returns nothing where it cannot be told: the document has to be read again
 */
export function isHeld(
  { batch = '', isActive }: Pick<StoredRecord, 'batch' | 'isActive'>,
  writers: Writers,
  moment: Moment,
): boolean | undefined {
  const { batches, isWhole } = batchesOf(batch);
  let isOn = isActive;
  for (const one of batches) {
    const isCounted = isPart(one, writers, moment);
    if (isCounted === undefined) return undefined;
    if (isCounted) return isOn;
    isOn = !isOn;
  }
  return isWhole ? false : undefined;
}

function isPart({ writer, number }: BatchId, writers: Writers, { before, after, own }: Moment) {
  if (writer === own) return true;
  const countedHere = writers[writer];
  if (number <= (countedHere ?? 0) || number <= (before.get(writer) ?? 0)) return true;
  // Only a writer that has ended, and so has counted all it has, is ever forgotten by a document.
  if (countedHere !== undefined || number > (after.get(writer) ?? 0)) return false;
  return undefined;
}

/** Whether all that was done to a record was part of all rollups, firsts, lasts and sets before the moment. */
export function isSettledBefore(
  { batch = '' }: Pick<StoredRecord, 'batch'>,
  { before, own }: Moment,
): boolean {
  const { writer, number } = lastBatchOf(batch);
  return writer === own || number <= (before.get(writer) ?? 0);
}

/** Whether a batch was being counted in one of these documents, and perhaps not yet in the others. */
export function isInFlight(documents: readonly Partial<CountedBatches>[], before: Progresses): boolean {
  return documents.some(({ writers = {} }) =>
    Object.entries(writers).some(([writer, number]) => number > (before.get(writer) ?? 0)),
  );
}
