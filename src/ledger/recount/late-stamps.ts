import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LedgerCollections } from '../ledger-collections';
import { lastBatchOf, stampOf } from '../stamp';
import { progresses } from './moment';
import { type Scanned } from './slice-scan';
import { type Stretch } from './time-line';

// A service that goes on counts what it has stored within this time, and is known then.
const PATIENCE_MS = 5_000;
const STAMPS_AT_ONCE = 500;

/** Records that no writer will ever count: without a batch, or of a writer that the database has lost. */
export interface Strays {
  readonly records: bigint;
  /** Of lost writers. */
  readonly stamps: readonly string[];
}

export async function straysOf(
  collections: LedgerCollections,
  { cells }: Scanned,
  own: string | undefined,
): Promise<Strays> {
  const stamps = new Set(cells.flatMap(({ batch }) => batch ?? []));
  const known = await progresses(collections);
  const isLost = (stamp: string) => {
    const { writer } = lastBatchOf(stamp);
    return writer !== own && !known.has(writer);
  };
  const lost = new Set([...stamps].filter(isLost));
  const strays = cells.filter(({ batch }) => batch === undefined || lost.has(batch));
  const countOf = ({ sums }: (typeof strays)[number]) => sums.totalRequests + sums.failedRequests;
  return { records: strays.reduce((sum, cell) => sum + countOf(cell), 0n), stamps: [...lost] };
}

/**
 * Stamps stray records with a batch of a writer of its own, which was noted as counted and ended before: from then on
 * they are to be part of every sum, whoever looks, and can be corrected like any other record.
 */
export class LateStamps {
  /** The writer. */
  readonly writer: string;
  private isNoted = false;
  private readonly lostSince = new Map<string, number>();

  constructor(
    private readonly collections: LedgerCollections,
    kind: 'rebuild' | 'adoption',
  ) {
    this.writer = `${kind}-${randomUUID()}`;
  }

  get stamp(): string {
    return stampOf({ writer: this.writer, number: 1 });
  }

  /** Notes the writer. Before the first record is stamped: a stamp of nobody would be that of a lost writer. */
  async note(): Promise<void> {
    if (this.isNoted) return;
    const progress = { counted: 1, counting: 1, endedAt: new Date() };
    await this.collections.writers.updateOne({ _id: this.writer }, { $set: progress }, { upsert: true });
    this.isNoted = true;
  }

  /** @returns how many records of the slice were stamped: it has to be read again */
  async stampStrays(scanned: Scanned, { from, before }: Stretch): Promise<number> {
    const strays = await straysOf(this.collections, scanned, this.writer);
    if (strays.records === 0n) return 0;
    await this.note();
    const inSlice = { isActive: { $in: [true, false] }, timestamp: { $gte: from, $lt: before } };
    const misshapen = scanned.misshapen.map(({ _id }) => _id);
    let stamped = await this.stampAll({ ...inSlice, _id: { $nin: misshapen }, batch: null });
    const lost = await this.lostForGood(strays.stamps);
    for (let first = 0; first < lost.length; first += STAMPS_AT_ONCE)
      stamped += await this.stampAll({
        ...inSlice,
        batch: { $in: lost.slice(first, first + STAMPS_AT_ONCE) },
      });
    return stamped;
  }

  private async stampAll(filter: object): Promise<number> {
    const { modifiedCount } = await this.collections.records.updateMany(filter, {
      $set: { batch: this.stamp },
    });
    return modifiedCount;
  }

  /** A writer is noted before it stores its first record; one whose note was lost is noted again when it counts. */
  private async lostForGood(stamps: readonly string[]): Promise<readonly string[]> {
    if (stamps.length === 0) return [];
    const writers = new Set(stamps.map((stamp) => lastBatchOf(stamp).writer));
    for (const writer of writers)
      if (!this.lostSince.has(writer)) this.lostSince.set(writer, performance.now());
    const since = Math.max(...[...writers].map((writer) => this.lostSince.get(writer) ?? 0));
    await sleep(Math.max(0, since + PATIENCE_MS - performance.now()));
    const known = await progresses(this.collections);
    return stamps.filter((stamp) => !known.has(lastBatchOf(stamp).writer));
  }
}
