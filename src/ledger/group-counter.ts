import { type BatchGroup, BatchGroups } from './batch-groups';
import { type CorrectionResult } from './correct-record';
import { type Inserted } from './insert-records';
import { type LedgerWriter } from './ledger-writer';
import { type Tries } from './tries';
import { type Progress } from './writer-progress';

// Records that are stored and not counted yet: so many, or so old, they are counted though more come; beyond the last, before.
const ENOUGH_TO_COUNT = 50_000;
const OLD_ENOUGH_TO_COUNT_MS = 5_000;
const MOST_UNCOUNTED = 100_000;

/** Counts what is stored, group after group. While one is counted, the batches of the next one are stored already. */
export class GroupCounter {
  private readonly groups = new BatchGroups();
  private readonly waiting = new Map<string, (result: CorrectionResult) => void>();
  private counting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private counted: { readonly writer?: string; readonly forgotten: readonly string[] } = { forgotten: [] };

  /** @param net for what nobody has thought of */
  constructor(
    private readonly ledger: LedgerWriter,
    private readonly tries: Tries,
    private readonly net: (work: Promise<void>) => Promise<void>,
  ) {}

  /** Whose batches are counted. */
  get writer(): string | undefined {
    return this.counted.writer;
  }

  add(inserted: Inserted, progress: Progress): void {
    this.groups.add(inserted, progress);
  }

  /** What becomes of a correction, by its id in hex. */
  resultOf(correction: string): Promise<CorrectionResult> {
    return new Promise((resolve) => {
      this.waiting.set(correction, resolve);
    });
  }

  /**
   * Begins to count, unless it is better to wait: as long as more comes at once, the same rollups change, and once is enough.
   * Resolves when more may be stored.
   */
  async count(comesMore: boolean): Promise<void> {
    const isSoon = this.groups.size < ENOUGH_TO_COUNT && this.groups.ageMs < OLD_ENOUGH_TO_COUNT_MS;
    if (comesMore && isSoon) {
      this.countInTime();
      return;
    }
    // Of a batch that was counted in an earlier life there is nothing to count.
    if (!this.groups.isEmpty) this.counting ??= this.net(this.countAll());
    if (this.groups.size > MOST_UNCOUNTED) await this.counting;
  }

  /** Resolves when nothing is being counted, and nothing will be. */
  async idle(): Promise<void> {
    clearTimeout(this.timer);
    await this.counting;
  }

  /** What was to come may be unreadable, or not be taken by the database: what is stored must not wait for it. */
  private countInTime(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.count(false);
    }, OLD_ENOUGH_TO_COUNT_MS).unref();
  }

  private async countAll(): Promise<void> {
    for (let group = this.groups.take(); group !== undefined; group = this.groups.take()) {
      const isCounted = await this.countGroup(group);
      if (!isCounted) return;
    }
    this.counting = undefined;
  }

  private async countGroup(group: BatchGroup): Promise<boolean> {
    const results = await this.tries.insisting(async () => {
      if (group.writer !== this.counted.writer) await this.changeWriter(group.writer);
      return this.ledger.count(group, this.counted.forgotten);
    });
    for (const batch of results ? group.batches : []) batch.done();
    for (const [correction, result] of results ?? []) {
      this.waiting.get(correction)?.(result);
      this.waiting.delete(correction);
    }
    return results !== undefined;
  }

  /** The batches of earlier lives come first, one life after the other: that of the last one has ended. */
  private async changeWriter(writer: string): Promise<void> {
    if (this.counted.writer !== undefined) await this.ledger.end(this.counted.writer);
    this.counted = { writer, forgotten: await this.ledger.endedLongAgo() };
  }
}
