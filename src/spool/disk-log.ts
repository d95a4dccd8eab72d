import { mkdirSync } from 'node:fs';
import { type Disk } from './disk';
import { GroupSync } from './group-sync';
import { reasonOf } from './problems';
import { Segment } from './segment';
import { type SpoolStep } from './spool-options';

const RETRY_MS = 1_000;
/** What is written reaches the disk within this time, whether or not anyone waits for it. */
const SYNC_WITHIN_MS = 100;
/** A file that is this long and has nothing left in it is replaced by a new one. */
const WORTH_LEAVING_BYTES = 64 * 1024;

/** The files of this life, as far as the disk takes them. */
export class DiskLog {
  /** Why nothing can be written at the moment. */
  failing: string | undefined;
  private current: Segment | undefined;
  private segments = 0;
  private readonly unsynced = new Set<Segment>();
  private readonly group = new GroupSync(() => this.syncAll());
  private syncTimer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private readonly startedAt = Date.now();

  /** `onReturn` is called when the disk takes files again. */
  constructor(
    private readonly disk: Disk,
    private readonly writer: string,
    private readonly segmentBytes: number,
    private readonly onReturn: () => void,
  ) {}

  /** The file to write to, or undefined while the disk takes none. */
  segment(): Segment | undefined {
    if (this.current === undefined && this.failing === undefined) this.begin();
    return this.current;
  }

  /** @returns whether it is in the file as a whole; if not, nothing of it is, and the file is left. */
  write(segment: Segment, bytes: Uint8Array): boolean {
    return this.attempt(segment, 'before-write', 'after-write', () => {
      segment.write(bytes);
    });
  }

  /** Notes that no more items come to this batch. The file is left if it is long enough. */
  cut(segment: Segment, batch: number, count: number): boolean {
    if (segment.isKept) return false;
    const isCut = this.attempt(segment, 'before-cut', 'after-cut', () => {
      segment.writeMarker('cut', batch, count);
    });
    this.leaveIfLong(segment);
    return isCut;
  }

  leaveIfLong(segment: Segment): void {
    if (segment === this.current && segment.size > this.segmentBytes) this.rotate();
  }

  /** Everything is done: a file that was long is left, and so removed. */
  shrink(): void {
    if (this.current?.undone === 0 && this.current.size > WORTH_LEAVING_BYTES) this.rotate();
  }

  /** Resolves when all that was written before this call has reached the disk. */
  sync(): Promise<void> {
    return this.group.run();
  }

  async close(): Promise<void> {
    if (this.failing !== undefined) this.tryAgain();
    await this.sync().catch(() => undefined);
    this.rotate();
    clearTimeout(this.retryTimer);
    clearTimeout(this.syncTimer);
  }

  private rotate(): void {
    const { current } = this;
    if (current === undefined) return;
    this.disk.reach('before-rotate');
    this.current = undefined;
    current.seal();
    if (!current.isSynced) this.syncSoon(current);
    this.disk.reach('after-rotate');
  }

  private begin(): void {
    try {
      mkdirSync(this.disk.directory, { recursive: true, mode: 0o700 });
      const { writer, startedAt } = this;
      this.current = Segment.create(this.disk, { writer, startedAt, segment: ++this.segments });
    } catch (error) {
      this.fail(error);
    }
  }

  private attempt(segment: Segment, before: SpoolStep, after: SpoolStep, work: () => void): boolean {
    try {
      this.disk.reach(before);
      work();
      this.disk.reach(after);
    } catch (error) {
      this.fail(error);
      return false;
    }
    this.syncSoon(segment);
    return true;
  }

  private syncSoon(segment: Segment): void {
    this.unsynced.add(segment);
    this.syncTimer ??= setTimeout(() => {
      this.syncTimer = undefined;
      this.sync().catch(() => undefined);
    }, SYNC_WITHIN_MS).unref();
  }

  private async syncAll(): Promise<void> {
    for (const segment of [...this.unsynced]) {
      const { size } = segment;
      try {
        this.disk.reach('before-sync');
        await segment.sync();
      } catch (error) {
        this.unsynced.delete(segment);
        segment.giveUpSync();
        this.fail(error);
        throw new Error(this.failing, { cause: error });
      }
      if (segment.size === size) this.unsynced.delete(segment);
      this.disk.reach('after-sync');
    }
  }

  private fail(error: unknown): void {
    this.failing = `Nothing can be written to ${this.disk.directory} (${reasonOf(error)}).`;
    this.disk.problems.report(
      'disk',
      `${this.failing} What comes is kept in memory, as far as there is room.`,
    );
    this.current?.cutBack();
    this.rotate();
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      this.tryAgain();
    }, RETRY_MS).unref();
  }

  private tryAgain(): void {
    this.failing = undefined;
    if (this.segment() !== undefined) this.onReturn();
  }
}
