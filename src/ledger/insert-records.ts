import { type UsageRecord } from '../usage';
import { DUPLICATE_KEY, errorsOfOperations, isOfTheRecord } from './database-error';
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
  /** What its writer inserted, by the number of the batch that did. Almost always there is only its own. */
  readonly changes: ReadonlyMap<number, readonly Change[]>;
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
    changes: isPlain
      ? new Map([[batch.number, inserted.filter(isCounted).map(counting)]])
      : changesOf([...stamped, ...lost].filter(isCounted), batch),
    corrections: [...lastOfEach(batch.items.filter(isCorrection)).values()],
    refused,
  };
}

/** Of several corrections of one record, only the last counts: they would not know each other's stamps apart. */
function lastOfEach(corrections: readonly Correction[]): ReadonlyMap<string, Correction> {
  return new Map(corrections.map((correction) => [correction.correct.toHexString(), correction]));
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
    if (errorsOfOperations(error).length > 0) return outcomeOf(error, records);
    if (isOfTheRecord(error)) return insertApart(collections, records, error);
    throw error;
  }
}

function outcomeOf(error: unknown, records: readonly StoredRecord[]): Attempt {
  const errors = new Map(errorsOfOperations(error).map((one) => [one.index, one]));
  const duplicates: StoredRecord[] = [];
  const refused: Refused[] = [];
  const inserted = records.filter((record, index) => {
    const failure = errors.get(index);
    if (failure?.code === DUPLICATE_KEY) duplicates.push(record);
    else if (failure) refused.push({ record, reason: failure.errmsg ?? 'The database refused it.' });
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
    const batch = stamps.get(record._id.toHexString());
    return batch === undefined ? [] : [{ ...record, batch }];
  });
}

/** Records of a batch that cannot be read from it any more. A look at all records, which only a damaged file makes needed. */
function storedWith(stamp: string, { records }: LedgerCollections): Promise<StoredRecord[]> {
  return records.find({ batch: stamp }, { useBigInt64: true }).toArray();
}

/** A record that comes as an inactive one counts when somebody lets it. */
const isCounted = ({ isActive }: StoredRecord) => isActive;

const counting = (record: StoredRecord): Change => ({ record, sign: 1n });

/**
 * By the number of the batch that inserted them, in its order. Where a batch is damaged it may hold another one, whose end
 * could not be read. Otherwise another number is that of a record which was sent again, or corrected since it was counted.
 */
function changesOf(
  records: readonly StoredRecord[],
  batch: LedgerBatch,
): ReadonlyMap<number, readonly Change[]> {
  const changes = new Map<number, Change[]>([[batch.number, []]]);
  const seen = new Set<string>();
  for (const record of records) {
    const { writer, number } = firstBatchOf(record.batch ?? '');
    const id = record._id.toHexString();
    const isOfBatch = number === batch.number || (batch.isDamaged && number < batch.number);
    if (writer !== batch.writer || !isOfBatch || seen.has(id)) continue;
    seen.add(id);
    const ofNumber = changes.get(number);
    if (ofNumber === undefined) changes.set(number, [counting(record)]);
    else ofNumber.push(counting(record));
  }
  return new Map([...changes].toSorted(([one], [other]) => one - other));
}
