import { type mongo, Types } from 'mongoose';
import { adoptionOf, shapeFault, type UncheckedRecord } from '../usage';
import { ledgerCollections, type LedgerCollections, type StoredRecord } from './ledger-collections';
import { LateStamps } from './recount/late-stamps';

/** What an adoption has done. */
export interface Adopted {
  readonly adopted: number;
  /** Of them, those whose cost is unknown: it was missing, negative, no number. */
  readonly unpriced: number;
  /** How many stay as they are, and are part of no sum. */
  readonly left: number;
  /** Some of those, and why. */
  readonly obstacles: readonly { readonly _id: unknown; readonly obstacle: string }[];
}

// To show a person.
const MOST_OBSTACLES = 20;
const AT_ONCE = 500;
const MOST_PASSES = 10;
const OPTIONS = { useBigInt64: true, batchSize: AT_ONCE, projection: { rawUsage: 0 } };

/**
 * Rewrites the records of somebody else's collection in place, as this service writes them. In the order of their ids, in
 * bounded steps; each record in one update, so that it may be killed at any moment and run again. Records that are being
 * changed meanwhile are come back to. Afterwards a rebuild has to take them into the rollups.
 */
export async function adopt(
  database: mongo.Db,
  onStep: (adopted: number) => void = () => undefined,
): Promise<Adopted> {
  const collections = ledgerCollections(database);
  const stamps = new LateStamps(collections, 'adoption');
  let all: Adopted = { adopted: 0, unpriced: 0, left: 0, obstacles: [] };
  for (let left = MOST_PASSES; ; left--) {
    const pass = await adoptOnce(collections, stamps, (adopted) => {
      onStep(all.adopted + adopted);
    });
    all = { ...pass, adopted: all.adopted + pass.adopted, unpriced: all.unpriced + pass.unpriced };
    if (pass.missed === 0 || left === 0) return { ...all, left: all.left + pass.missed };
  }
}

/** How many records are to be adopted; those that cannot be are among them. */
export async function countForeign(database: mongo.Db, maxTimeMS: number): Promise<number> {
  const { records } = ledgerCollections(database);
  return records.countDocuments(FOREIGN as object, { maxTimeMS });
}

/** Ours say how their cost is known, and name a user by a text. */
const FOREIGN = {
  $or: [
    { costStatus: null },
    { userId: { $gte: new Types.ObjectId('0'.repeat(24)), $lte: new Types.ObjectId('f'.repeat(24)) } },
  ],
};

async function adoptOnce(
  collections: LedgerCollections,
  stamps: LateStamps,
  onStep: (adopted: number) => void,
): Promise<Adopted & { readonly missed: number }> {
  const pass = new Pass(collections, stamps);
  for await (const record of collections.records.find({}, OPTIONS).sort({ _id: 1 })) {
    if (isOurs(record)) continue;
    pass.add(record);
    if (pass.isFull) {
      await pass.write();
      onStep(pass.adopted);
    }
  }
  await pass.write();
  return pass;
}

function isOurs(record: UncheckedRecord): boolean {
  return typeof record['costStatus'] === 'string' && shapeFault(record) === undefined;
}

class Pass implements Adopted {
  adopted = 0;
  unpriced = 0;
  left = 0;
  missed = 0;
  readonly obstacles: { _id: unknown; obstacle: string }[] = [];
  private waiting: { readonly record: UncheckedRecord; readonly fields: UncheckedRecord }[] = [];

  constructor(
    private readonly collections: LedgerCollections,
    private readonly stamps: LateStamps,
  ) {}

  get isFull(): boolean {
    return this.waiting.length >= AT_ONCE;
  }

  add(record: UncheckedRecord): void {
    const adoption = adoptionOf(record);
    if (adoption.obstacle === undefined) {
      this.waiting.push({ record, fields: adoption.fields });
      return;
    }
    this.left++;
    if (this.obstacles.length < MOST_OBSTACLES)
      this.obstacles.push({ _id: record['_id'], obstacle: adoption.obstacle });
  }

  async write(): Promise<void> {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    await this.stamps.note();
    const { matchedCount } = await this.collections.records.bulkWrite(
      waiting.map(({ record, fields }) => ({
        updateOne: { filter: asItWas(record), update: { $set: { ...fields, batch: this.stamps.stamp } } },
      })) as unknown as mongo.AnyBulkWriteOperation<StoredRecord>[],
      { ordered: false },
    );
    this.adopted += matchedCount;
    this.missed += waiting.length - matchedCount;
    this.unpriced += waiting.filter(({ fields }) => fields['costStatus'] === 'unpriced').length;
  }
}

/** An administrator may have corrected it since it was read, which stamps it. */
const asItWas = ({ _id, batch = null, isActive = null }: UncheckedRecord) => ({ _id, batch, isActive });
