import { type Change } from './tally';
import { type LedgerCollections, type StoredRecord } from './ledger-collections';
import { progressOf } from './writer-progress';
import { batchOfStamp, type Correction, type LedgerBatch, stampOfCorrection } from './ledger-entry';

/** What became of a correction. `unsettled`: the record has not been counted yet, by a writer that may be down. */
export type CorrectionResult = 'corrected' | 'unchanged' | 'not_found' | 'unsettled';

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
  batch: Pick<LedgerBatch, 'writer' | 'number'>,
): Promise<Corrected> {
  const stamp = stampOfCorrection(batch);
  for (;;) {
    const record = await collections.records.findOne({ _id }, { useBigInt64: true });
    if (record === null) return { result: 'not_found', changes: [] };
    if (record.isActive === isActive)
      return record.batch === stamp ? corrected(record) : { result: 'unchanged', changes: [] };
    if (!(await isSettled(collections, record, batch))) return { result: 'unsettled', changes: [] };
    // A record without a stamp is older than the rollups, and not part of them: it is not taken away.
    const isCounted = record.batch !== undefined || isActive;
    const change = { isActive, ...(isCounted && { batch: stamp }) };
    if (await isChanged(collections, record, change))
      return isCounted ? corrected({ ...record, isActive }) : { result: 'corrected', changes: [] };
  }
}

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
  by?: Pick<LedgerBatch, 'writer' | 'number'>,
): Promise<boolean> {
  if (record.batch === undefined) return true;
  const { writer, number } = batchOfStamp(record.batch);
  // Its own batches are settled in their order, and of this one the rollups see the sum.
  if (writer === by?.writer) return number <= by.number;
  return (await progressOf(writers, writer)).counted >= number;
}
