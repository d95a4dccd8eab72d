import { type UsageRecord } from '../usage';
import { DUPLICATE_KEY, errorsOfOperations, isFinal, isOfTheRecord } from './database-error';
import { type LedgerCollections, type StoredRecord } from './ledger-collections';
import { type Correction, isCorrection, type LedgerBatch } from './ledger-entry';
import { firstBatchOf, stampOf } from './stamp';
import { type Change } from './tally';

/** A record that can never be stored. */
export interface Refused {
  readonly record: UsageRecord;
  readonly reason: string;
}

/** A batch whose records are stored. */
export interface Inserted {
  readonly batch: LedgerBatch;
  /** The records that it brought, whether in this try or in one before. */
  readonly changes: readonly Change[];
  readonly corrections: readonly Correction[];
  readonly refused: readonly Refused[];
}

/**
 * Stores the records of a batch, each stamped with it. Those that are there already are left as they are: their stamps
 * tell whether this batch brought them, in an earlier try or life, or another one did, which counts them then.
 */
export async function insertRecords(collections: LedgerCollections, batch: LedgerBatch): Promise<Inserted> {
  const stamp = stampOf(batch);
  const records = batch.items.flatMap((entry) => (isCorrection(entry) ? [] : [{ ...entry, batch: stamp }]));
  const { inserted, duplicates, refused } = await insertEach(collections, records);
  const isPlain = duplicates.length === 0 && !batch.isDamaged;
  const stamped = [...inserted, ...(await stampedBefore(collections, duplicates))];
  const lost = batch.isDamaged ? await storedWith(stamp, collections) : [];
  return {
    batch,
    changes: isPlain ? inserted.filter(isCounted).map(counting) : broughtBy(stamp, [...stamped, ...lost]),
    corrections: batch.items.filter(isCorrection),
    refused,
  };
}

interface Attempt {
  readonly inserted: readonly StoredRecord[];
  readonly duplicates: readonly StoredRecord[];
  readonly refused: readonly Refused[];
}

async function insertEach(
  collections: LedgerCollections,
  records: readonly StoredRecord[],
): Promise<Attempt> {
  if (records.length === 0) return { inserted: [], duplicates: [], refused: [] };
  try {
    await collections.records.insertMany([...records], { ordered: false });
    return { inserted: records, duplicates: [], refused: [] };
  } catch (error) {
    if (error instanceof Error && errorsOfOperations(error).length > 0) return outcomeOf(error, records);
    if (isOfTheRecord(error)) return insertApart(collections, records, error);
    throw error;
  }
}

function outcomeOf(error: Error, records: readonly StoredRecord[]): Attempt {
  const errors = new Map(errorsOfOperations(error).map((one) => [one.index, one]));
  const duplicates: StoredRecord[] = [];
  const refused: Refused[] = [];
  const inserted = records.filter((record, index) => {
    const failure = errors.get(index);
    if (failure?.code === DUPLICATE_KEY) duplicates.push(record);
    else if (failure && isFinal(failure))
      refused.push({ record, reason: failure.errmsg ?? 'It cannot be stored.' });
    else if (failure) throw error;
    return failure === undefined;
  });
  return { inserted, duplicates, refused };
}

/** One record cannot even be sent. It must not take the others with it. */
async function insertApart(
  collections: LedgerCollections,
  records: readonly StoredRecord[],
  error: Error,
): Promise<Attempt> {
  const [record] = records;
  if (record !== undefined && records.length === 1)
    return { inserted: [], duplicates: [], refused: [{ record, reason: error.message }] };
  const middle = Math.ceil(records.length / 2);
  const halves = [records.slice(0, middle), records.slice(middle)];
  const attempts = await Promise.all(halves.map((half) => insertEach(collections, half)));
  return {
    inserted: attempts.flatMap(({ inserted }) => inserted),
    duplicates: attempts.flatMap(({ duplicates }) => duplicates),
    refused: attempts.flatMap(({ refused }) => refused),
  };
}

/** The same records with the stamps that they are stored with. */
async function stampedBefore(
  { records }: LedgerCollections,
  duplicates: readonly StoredRecord[],
): Promise<readonly StoredRecord[]> {
  if (duplicates.length === 0) return [];
  const ids = duplicates.map(({ _id }) => _id);
  const stored = await records.find({ _id: { $in: ids } }, { projection: { batch: 1 } }).toArray();
  const stamps = new Map(stored.map(({ _id, batch }) => [_id.toHexString(), batch]));
  return duplicates.flatMap((record) => {
    const id = record._id.toHexString();
    // It may have been removed meanwhile, or another unique index is in the way: to be tried again.
    if (!stamps.has(id)) throw new Error('A record collided with one that is not there.');
    const batch = stamps.get(id);
    return batch === undefined ? [] : [{ ...record, batch }];
  });
}

/** Those of these records that are not stored, whoever has stored the others. */
export async function missingAmong(
  { records }: LedgerCollections,
  given: readonly UsageRecord[],
): Promise<readonly UsageRecord[]> {
  const ids = given.map(({ _id }) => _id);
  const stored = await records.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const known = new Set(stored.map(({ _id }) => _id.toHexString()));
  return given.filter(({ _id }) => !known.has(_id.toHexString()));
}

/** Records of a batch that cannot be read from it any more. A look at all records, which only a damaged file makes needed. */
function storedWith(stamp: string, { records }: LedgerCollections): Promise<StoredRecord[]> {
  return records.find({ batch: stamp }, { useBigInt64: true }).toArray();
}

/** A record that comes as an inactive one counts when somebody lets it. */
const isCounted = ({ isActive }: StoredRecord) => isActive;

const counting = (record: StoredRecord): Change => ({ record, sign: 1n });

/**
 * Those that this batch brought, though it may have been corrected since. Others were sent again, and are somebody else's.
 * Of two with one id it is the first that was stored: what is seen twice need not be the same twice.
 */
function broughtBy(stamp: string, records: readonly StoredRecord[]): readonly Change[] {
  const own = records.filter(({ batch }) => batch !== undefined && stampOf(firstBatchOf(batch)) === stamp);
  const once = new Map<string, StoredRecord>();
  for (const record of own) {
    const id = record._id.toHexString();
    if (!once.has(id)) once.set(id, record);
  }
  return [...once.values()].filter(isCounted).map(counting);
}
