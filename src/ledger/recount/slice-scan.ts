import { createHash } from 'node:crypto';
import {
  type Fault,
  moneyFault,
  type RollupOfKind,
  shapeFault,
  startOf,
  type Summed,
  type UncheckedRecord,
  UsageSums,
} from '../../usage';
import { type LedgerCollections, type StoredRecord } from '../ledger-collections';
import { MAX_TIME_MS, type Stretch } from './time-line';

/** Records of one quarter of an hour, model, operation and outcome that the same batches have touched: documents hold all of them, or none. */
export interface Cell extends Pick<StoredRecord, 'batch' | 'isActive'> {
  /** The quarter of an hour. */
  readonly start: Date;
  readonly of: Pick<RollupOfKind, 'modelName' | 'operation' | 'outcome'>;
  readonly sums: UsageSums;
}

/** A record that is not as it has to be. */
export interface RecordFault extends Fault {
  readonly _id: unknown;
}

/** What the records of a slice of time are. */
export interface Scanned {
  readonly records: number;
  readonly cells: readonly Cell[];
  /** By the quarter of an hour: who has active records in it, with the batches of one of them. */
  readonly users: ReadonlyMap<number, ReadonlyMap<string, StoredRecord['batch']>>;
  /** Of other types than ours: part of no sum. */
  readonly misshapen: readonly RecordFault[];
  /** Whose money contradicts itself; they are summed as they are. */
  readonly faults: readonly RecordFault[];
  /** Tells the inactive records of the slice apart from others. */
  readonly inactive: string;
}

const OPTIONS = { useBigInt64: true, maxTimeMS: MAX_TIME_MS, batchSize: 1_000 };
// What is said about records is for a person to read.
const MOST_FAULTS = 1_000;

/**
 * Reads all records of a slice. The active ones and the others are read one after the other: where a record was
 * corrected meanwhile, one may have been missed.
 * @returns nothing in that case
 */
export async function scanSlice(
  collections: LedgerCollections,
  slice: Stretch,
  mark: () => Promise<string>,
): Promise<Scanned | undefined> {
  const markBefore = await mark();
  const scan = new SliceScan();
  const inactive = createHash('sha256');
  for await (const record of recordsIn(collections, slice, false)) {
    inactive.update(signOf(record));
    scan.add(record);
  }
  for await (const record of recordsIn(collections, slice, true)) scan.add(record);
  const signature = inactive.digest('hex');
  if (signature !== (await signatureOfInactive(collections, slice))) return undefined;
  // Taken out and put back in between: the rollups have counted that, and are marked.
  return markBefore === (await mark()) ? { ...scan.result, inactive: signature } : undefined;
}

/** Another one as soon as a record of the slice has been taken out, or put back. */
export async function signatureOfInactive(collections: LedgerCollections, slice: Stretch): Promise<string> {
  const hash = createHash('sha256');
  const projection = { batch: 1, isActive: 1 };
  for await (const record of recordsIn(collections, slice, false, projection)) hash.update(signOf(record));
  return hash.digest('hex');
}

const signOf = ({ _id, batch }: StoredRecord) => `${String(_id)} ${batch ?? ''};`;

function recordsIn(
  { records }: LedgerCollections,
  { from, before }: Stretch,
  isActive: boolean,
  projection: object = { rawUsage: 0 },
) {
  return records.find({ isActive, timestamp: { $gte: from, $lt: before } }, { ...OPTIONS, projection });
}

class SliceScan {
  private readonly cells = new Map<string, Cell>();
  private readonly users = new Map<number, Map<string, StoredRecord['batch']>>();
  private readonly misshapen: RecordFault[] = [];
  private readonly faults: RecordFault[] = [];
  private records = 0;

  add(record: StoredRecord): void {
    this.records++;
    const fault = shapeFault(record as unknown as UncheckedRecord);
    if (fault !== undefined) {
      if (this.misshapen.length < MOST_FAULTS) this.misshapen.push({ _id: record._id, ...fault });
      return;
    }
    const wrong = moneyFault(record as unknown as UncheckedRecord);
    if (wrong !== undefined && this.faults.length < MOST_FAULTS)
      this.faults.push({ _id: record._id, ...wrong });
    this.cellOf(record).sums.add(summed(record), 1n);
    if (record.isActive && record.userId !== null) this.note(record, record.userId);
  }

  get result(): Omit<Scanned, 'inactive'> {
    const { records, users, misshapen, faults } = this;
    return { records, cells: [...this.cells.values()], users, misshapen, faults };
  }

  private cellOf({ timestamp, modelName, operation, outcome, batch, isActive }: StoredRecord): Cell {
    const start = startOf('quarter', timestamp);
    const names = `${outcome} ${modelName.length} ${modelName}${operation}`;
    const key = `${start.getTime()} ${batch ?? ''}/${String(isActive)} ${names}`;
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    const of = { modelName, operation, outcome };
    const cell = { start, of, isActive, sums: new UsageSums(), ...(batch !== undefined && { batch }) };
    this.cells.set(key, cell);
    return cell;
  }

  private note({ timestamp, batch }: StoredRecord, userId: string): void {
    const start = startOf('quarter', timestamp).getTime();
    const users = this.users.get(start) ?? new Map<string, StoredRecord['batch']>();
    if (users.size === 0) this.users.set(start, users);
    users.set(userId, batch);
  }
}

/** With money as an integer of 64 bits, whoever stored it. */
export function summed(record: StoredRecord): Summed {
  const costNanoUsd: unknown = record.costNanoUsd;
  return typeof costNanoUsd === 'number' ? { ...record, costNanoUsd: BigInt(costNanoUsd) } : record;
}
