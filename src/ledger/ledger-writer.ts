import { Logger } from '@nestjs/common';
import { type mongo, type Types } from 'mongoose';
import { DAY_SUM_NAMES, type UsageRecord } from '../usage';
import { type BatchGroup } from './batch-groups';
import { correctRecord, type CorrectionResult, isOurs, isSettled } from './correct-record';
import { countOnce, type CountedBatch, type OnceUpdate } from './count-once';
import { insertRecords, type Inserted, missingAmong } from './insert-records';
import { ledgerCollections, type LedgerCollections } from './ledger-collections';
import { type Correction, isCorrection, type LedgerBatch } from './ledger-entry';
import { recompute } from './recompute';
import { type Change, type Seen, type Tally, type UserMonthIncrement } from './tally';
import { UserOrdinals } from './user-ordinals';
import { addToSets } from './user-sets';
import { begin, claim, counted, end, endedLongAgo, type Progress } from './writer-progress';

/** What the writer is about to do or has done: the crash tests die there. */
export type LedgerStep =
  | 'before-insert'
  | 'after-insert'
  | 'after-claim'
  | 'after-corrections'
  | 'after-rollups'
  | 'after-user-months'
  | 'after-user-sets'
  | 'after-counted';

/** By the id of the correction, in hex. */
export type CorrectionResults = ReadonlyMap<string, CorrectionResult>;

/**
 * Brings batches into the database, each entry exactly once, without transactions. Both steps can be repeated, after a
 * crash by another process too: records carry the batch that inserted them, and each rollup the last batch that it has
 * counted. What the records of a batch add is known once all of them are stored; from then on it never changes.
 */
export class LedgerWriter {
  private readonly logger = new Logger('UsageLedger');
  private readonly ordinals = new UserOrdinals();
  private hasToldOfFullSums = false;

  constructor(
    private readonly database: () => mongo.Db,
    private readonly reach: (step: LedgerStep) => void = () => undefined,
  ) {}

  /**
   * The first step: stores the records of a batch.
   * @throws what the driver throws where the database cannot be reached: none, some or all are stored then.
   */
  async insert(batch: LedgerBatch): Promise<Inserted> {
    this.reach('before-insert');
    const inserted = await insertRecords(this.collections, batch);
    this.reach('after-insert');
    return inserted;
  }

  /** Records of a batch that counts as counted, and that are not stored all the same: its file could not be read when its turn came. */
  missingOf({ items }: LedgerBatch): Promise<readonly UsageRecord[]> {
    return missingAmong(
      this.collections,
      items.flatMap((entry) => (isCorrection(entry) ? [] : [entry])),
    );
  }

  /** How far a writer has come. Asked before its first batch is inserted: from then on, the database knows of it. */
  progressOf(writer: string): Promise<Progress> {
    return begin(this.collections.writers, writer);
  }

  /**
   * The second step, group after group in their order: corrects records, and counts all in the rollups.
   * @param forgotten writers that have ended
   */
  async count(group: BatchGroup, forgotten: readonly string[]): Promise<CorrectionResults> {
    const { collections } = this;
    const { writer, number } = group;
    await claim(collections.writers, writer, number);
    this.reach('after-claim');
    const { results, changes } = await this.correct(group);
    const tally = changes.length === 0 ? group.tally : group.tally.copy();
    for (const change of changes) tally.add(change);
    this.reach('after-corrections');
    const isCorrecting = group.corrections.length > 0;
    // A file that could not be read may make its writer come again.
    const others = forgotten.filter((one) => one !== writer);
    await this.countTally(tally, { writer, number, forgotten: others, isCorrecting });
    await recompute(
      collections,
      // What begins to count can only be new in a set, a first or a last: the tally has seen to that.
      changes.filter(({ sign }) => sign === -1n).map(({ record }) => record),
    );
    await counted(collections.writers, writer, number);
    this.reach('after-counted');
    return results;
  }

  /** Why a record cannot be corrected now. Those that `writer`, which is this process, has stored are counted in time. */
  async obstacleTo(_id: Types.ObjectId, writer: string | undefined): Promise<CorrectionResult | undefined> {
    const record = await this.collections.records.findOne({ _id }, { useBigInt64: true });
    if (record === null) return 'not_found';
    if (!isOurs(record)) return 'not_ours';
    const by = writer === undefined ? undefined : { writer, number: Infinity };
    return (await isSettled(this.collections, record, by)) ? undefined : 'unsettled';
  }

  /** No batch of this writer will ever come again. */
  end(writer: string): Promise<void> {
    return end(this.collections.writers, writer);
  }

  endedLongAgo(): Promise<readonly string[]> {
    return endedLongAgo(this.collections.writers);
  }

  private get collections(): LedgerCollections {
    return ledgerCollections(this.database());
  }

  private async correct({ corrections, writer }: BatchGroup) {
    const results = new Map<string, CorrectionResult>();
    const changes: Change[] = [];
    for (const { number, ofRecord } of ofEachRecord(corrections)) {
      // Only the last one counts: they would not know each other's stamps apart.
      const decisive = ofRecord.at(-1);
      if (decisive === undefined) continue;
      const made = await correctRecord(this.collections, decisive, { writer, number });
      for (const { id } of ofRecord) results.set(id.toHexString(), made.result);
      changes.push(...made.changes);
    }
    return { results, changes };
  }

  private async countTally(tally: Tally, batch: CountedBatch): Promise<void> {
    const { rollups, userMonths, userSets, users } = this.collections;
    const { rollups: increments, userSets: sets } = tally;
    const fullRollups = await countOnce(
      rollups,
      batch,
      increments.map(({ _id, sums }) => ({ _id, $inc: sums.parts })),
    );
    this.reach('after-rollups');
    const fullMonths = await countOnce(userMonths, batch, tally.userMonths.map(ofUserMonth));
    this.reach('after-user-months');
    this.tellOfFullSums(fullRollups + fullMonths);
    const userIds = new Set(sets.flatMap((set) => [...set.userIds]));
    await addToSets(userSets, sets, await this.ordinals.of(users, userIds));
    this.reach('after-user-sets');
  }

  /** Once: it is said of each batch from then on, and what is wrong stays wrong. */
  private tellOfFullSums(count: number): void {
    if (count === 0 || this.hasToldOfFullSums) return;
    this.hasToldOfFullSums = true;
    this.logger.error(
      `${count} sums would be larger than 64 bits hold (9.2 billion USD, or 9e18 tokens), and are not exact any more. GET /admin/openai/verify names the first.`,
    );
  }
}

/** What a batch does to one record, batch after batch. */
function ofEachRecord(corrections: BatchGroup['corrections']) {
  const found = new Map<string, { readonly number: number; readonly ofRecord: Correction[] }>();
  for (const { correction, number } of corrections) {
    const key = `${number} ${correction.correct.toHexString()}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { number, ofRecord: [correction] });
    else known.ofRecord.push(correction);
  }
  return found.values();
}

function ofUserMonth({ _id, sums, days, seen }: UserMonthIncrement): OnceUpdate<UserMonthIncrement['_id']> {
  return { _id, $inc: { ...sums.parts, ...partsOf(days), version: 1 }, ...(seen && firstAndLast(seen)) };
}

function partsOf(days: UserMonthIncrement['days']): Readonly<Record<string, bigint>> {
  const parts: Record<string, bigint> = {};
  for (const [day, sums] of days)
    for (const name of DAY_SUM_NAMES) if (sums[name] !== 0n) parts[`days.${day}.${name}`] = sums[name];
  return parts;
}

function firstAndLast({ firstAt, lastAt, lastEmail, lastName }: Seen) {
  return {
    $min: { firstAt },
    $max: { lastAt, ...(lastEmail && { lastEmail }), ...(lastName && { lastName }) },
  };
}
