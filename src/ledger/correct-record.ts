import { shapeFault, type UncheckedRecord } from '../usage';
import { type Change } from './tally';
import { type LedgerCollections, type StoredRecord } from './ledger-collections';
import { progressOf } from './writer-progress';
import { type Correction } from './ledger-entry';
import { type BatchId, lastBatchOf, stampOf, stampOfCorrection } from './stamp';

/**
 * What became of a correction. `unsettled`: the record has not been counted yet, by a writer that may be down.
 * `not_ours`: it was written by somebody else in a form that cannot be counted.
 */
export type CorrectionResult = 'corrected' | 'unchanged' | 'not_found' | 'unsettled' | 'not_ours';

interface Corrected {
  readonly result: CorrectionResult;
  readonly changes: readonly Change[];
}

/**
 * Changes a stored record, and says what that changes in the sums. The record is stamped in the same moment, so that
 * whoever repeats this knows that it has been done.
 */
export async function correctRecord(
  collections: LedgerCollections,
  { correct: _id, isActive }: Correction,
  batch: BatchId,
): Promise<Corrected> {
  for (;;) {
    const record = await collections.records.findOne({ _id }, { useBigInt64: true });
    if (record === null) return { result: 'not_found', changes: [] };
    if (!isOurs(record)) return { result: 'not_ours', changes: [] };
    if (record.isActive === isActive)
      return isCorrectedBy(record, batch) ? corrected(record) : { result: 'unchanged', changes: [] };
    if (!(await isSettled(collections, record, batch))) return { result: 'unsettled', changes: [] };
    const made = await change(collections, record, isActive, batch);
    if (made !== undefined) return made;
  }
}

/** @returns nothing where somebody else has changed it since it was read */
async function change(
  collections: LedgerCollections,
  record: StoredRecord,
  isActive: boolean,
  batch: BatchId,
): Promise<Corrected | undefined> {
  // A record without a stamp is older than the rollups, and not part of them: it is not taken away.
  const isCounted = record.batch !== undefined || isActive;
  const changes = { isActive, ...(isCounted && { batch: stampOfCorrection(batch, record.batch) }) };
  if (!(await isChanged(collections, record, changes))) return undefined;
  return isCounted ? corrected({ ...record, isActive }) : { result: 'corrected', changes: [] };
}

export const isOurs = (record: StoredRecord) =>
  shapeFault(record as unknown as UncheckedRecord) === undefined;

/** One that the batch has only brought has the same stamp, but alone. */
const isCorrectedBy = ({ batch: stamp = '' }: StoredRecord, batch: BatchId) =>
  stamp.includes(' ') && stampOf(lastBatchOf(stamp)) === stampOf(batch);

/** False where somebody else has changed it since it was read. */
async function isChanged(
  { records }: LedgerCollections,
  {
    _id,
    isActive,
    batch = null,
  }: Pick<StoredRecord, '_id' | 'isActive'> & { readonly batch?: string | null },
  change: Partial<StoredRecord>,
): Promise<boolean> {
  const { matchedCount } = await records.updateOne({ _id, isActive, batch } as object, { $set: change });
  return matchedCount > 0;
}

function corrected(record: StoredRecord): Corrected {
  return { result: 'corrected', changes: [{ record, sign: record.isActive ? 1n : -1n }] };
}

/** Whether what was done to the record before is part of all rollups. Only then may its stamp be replaced. */
export async function isSettled(
  { writers }: LedgerCollections,
  record: Pick<StoredRecord, 'batch'>,
  by?: BatchId,
): Promise<boolean> {
  if (record.batch === undefined) return true;
  const { writer, number } = lastBatchOf(record.batch);
  // Its own batches are settled in their order, and of this one the rollups see the sum.
  if (writer === by?.writer) return number <= by.number;
  return (await progressOf(writers, writer)).counted >= number;
}
