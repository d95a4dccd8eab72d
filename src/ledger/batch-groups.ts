import { type Inserted } from './insert-records';
import { type Correction, type LedgerBatch } from './ledger-entry';
import { type Change, Tally } from './tally';
import { type Progress } from './writer-progress';

const MOST_RECORDS = 100_000;

/**
 * Batches of one writer that are counted at once: those that were stored while others were being counted. The busier it
 * is, the more of them share one update of a rollup.
 */
export class BatchGroup {
  /** Without their items, which are in the tally. */
  readonly batches: Pick<LedgerBatch, 'number' | 'done'>[] = [];
  /** What they change is known only when it is their turn, so that they are not in the tally. */
  readonly corrections: { readonly correction: Correction; readonly number: number }[] = [];
  readonly tally = new Tally();
  readonly begunAt = performance.now();
  size = 0;

  constructor(
    readonly writer: string,
    /** The last number of a group that was being counted when its process died: it is counted as the same group again. */
    readonly claimedEnd: number | undefined,
  ) {}

  count(changes: readonly Change[]): void {
    for (const change of changes) this.tally.add(change);
    this.size += changes.length;
  }

  /** Under which all of it is counted. */
  get number(): number {
    return this.claimedEnd ?? this.batches.at(-1)?.number ?? 0;
  }
}

/** The groups that wait to be counted, in their order. */
export class BatchGroups {
  private readonly waiting: BatchGroup[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get size(): number {
    return this.waiting.reduce((sum, { size }) => sum + size, 0);
  }

  /** How long the oldest of them waits. */
  get ageMs(): number {
    const [oldest] = this.waiting;
    return oldest === undefined ? 0 : performance.now() - oldest.begunAt;
  }

  /** The first group, into which nothing more comes. */
  take(): BatchGroup | undefined {
    return this.waiting.shift();
  }

  /** Leaves out what its writer is known to have counted. */
  add({ batch, changes, corrections }: Inserted, progress: Progress): void {
    const group = this.groupFor(batch.writer, claimedEnd(batch.number, progress), corrections.length > 0);
    group.count(changes);
    const { number, done } = batch;
    group.batches.push({ number, done });
    group.corrections.push(...corrections.map((correction) => ({ correction, number })));
  }

  private groupFor(writer: string, end: number | undefined, isApart: boolean): BatchGroup {
    const last = this.waiting.at(-1);
    const isSame = last?.writer === writer && last.claimedEnd === end;
    // Corrections are counted apart, but a group that was claimed with them stays as it was.
    const isOpen =
      end !== undefined || (!isApart && last?.corrections.length === 0 && last.size < MOST_RECORDS);
    if (last !== undefined && isSame && isOpen) return last;
    const group = new BatchGroup(writer, end);
    this.waiting.push(group);
    return group;
  }
}

const claimedEnd = (number: number, { counting }: Progress) => (number <= counting ? counting : undefined);
