import { Batch } from './batch';
import { type Bell } from './bell';
import { type DiskLog } from './disk-log';
import { FrameBuffer } from './frames';
import { ItemEncoder } from './item-encoder';
import { type Losses } from './losses';
import { MemoryRoom } from './memory-room';
import { type Segment } from './segment';
import { type Settings } from './spool-options';

/** What is to be written is written once it is this long. */
const WRITE_BYTES = 1024 * 1024;

/** The batches of this life: one that is open, those that wait, and those that were handed out. */
export class OwnBatches<Item> {
  private open: Batch<Item> | undefined;
  private readonly closed: Batch<Item>[] = [];
  private readonly taken = new Set<Batch<Item>>();
  private lastNumber = 0;
  private readonly room: MemoryRoom<Item>;
  private readonly frames = new FrameBuffer();
  private readonly encoder: ItemEncoder<Item>;
  private unwritten: Item[] = [];

  constructor(
    private readonly settings: Settings<Item>,
    private readonly writer: string,
    private readonly losses: Losses,
    private readonly bell: Bell,
    /** Undefined where everything is in memory only. */
    private readonly log: DiskLog | undefined,
  ) {
    this.room = new MemoryRoom(settings.memoryItems);
    this.encoder = new ItemEncoder(settings.encode, losses);
  }

  get undone(): readonly Batch<Item>[] {
    return [...this.taken, ...this.closed, ...(this.open ? [this.open] : [])];
  }

  get hasClosed(): boolean {
    return this.closed.length > 0;
  }

  get hasOpen(): boolean {
    return this.open !== undefined && this.open.count > 0;
  }

  append(items: readonly Item[]): void {
    for (const item of items) this.put(item);
    this.flush();
  }

  /** The next batch that is full, or was cut. */
  claim(): Batch<Item> | undefined {
    const batch = this.closed.shift();
    if (batch !== undefined) this.taken.add(batch);
    return batch;
  }

  /** Whoever took the batch holds its items now. */
  handOver(batch: Batch<Item>): void {
    if (batch.segment !== undefined) this.room.forget(batch);
  }

  done(batch: Batch<Item>): void {
    if (!this.taken.delete(batch)) return;
    this.room.forget(batch);
    batch.segment?.done(batch.number, batch.count);
    if (this.taken.size === 0 && this.closed.length === 0) this.log?.shrink();
  }

  /** It cannot be read, and stays where it is. */
  leave(batch: Batch<Item>): void {
    this.taken.delete(batch);
  }

  /** Ends the open batch. */
  cut(): void {
    this.flush();
    const { open, log } = this;
    if (open === undefined || open.count === 0) return;
    const { segment } = open;
    if (segment !== undefined && log?.cut(segment, open.number, open.count)) open.end = segment.size;
    this.close();
  }

  /** Writes what is in memory only: the disk is back. */
  writeAll(): void {
    for (const batch of this.undone) {
      if (batch.segment?.isGone && batch.items !== undefined) batch.segment = undefined;
      if (batch.segment === undefined && batch.count > 0 && !this.writeWhole(batch)) return;
    }
  }

  private put(item: Item): void {
    const segment = this.log?.segment();
    const body = this.log && this.encoder.encode(item);
    if (this.log !== undefined && body === undefined) return;
    if (segment === undefined || body === undefined) {
      this.keep(item);
      return;
    }
    const { number, count } = this.openIn(segment);
    if (this.unwritten.length === 0) this.frames.begin(segment.end);
    this.frames.add('item', number, count + this.unwritten.length, body);
    this.unwritten.push(item);
    if (this.isFull()) this.cut();
    else if (this.frames.length > WRITE_BYTES) this.flush();
  }

  private isFull(): boolean {
    const { open, settings } = this;
    if (open === undefined) return false;
    const bytes = open.end - open.start + this.frames.length;
    return open.count + this.unwritten.length >= settings.batchSize || bytes >= settings.segmentBytes;
  }

  private flush(): void {
    const { open, unwritten, log } = this;
    if (unwritten.length === 0 || open?.segment === undefined || log === undefined) return;
    this.unwritten = [];
    const start = open.segment.size;
    if (!log.write(open.segment, this.frames.written)) {
      for (const item of unwritten) this.keep(item);
      return;
    }
    if (open.count === 0) open.segment.undone++;
    if (open.count === 0) open.start = start;
    open.end = open.segment.size;
    this.room.remember(open, unwritten);
    this.grow(open, unwritten.length);
  }

  private grow(batch: Batch<Item>, by: number): void {
    batch.count += by;
    if (batch.count === by) this.bell.ring();
  }

  /** An item that is in memory only. */
  private keep(item: Item): void {
    if (this.room.isFull && !this.makeRoom()) {
      this.losses.add(1, 'room', `${this.settings.memoryItems} are in memory, and none can be written`);
      return;
    }
    const open = this.openIn(undefined);
    this.room.keep(open, item);
    this.grow(open, 1);
    if (open.count >= this.settings.batchSize) this.close();
  }

  /** What is in a file, too, makes room for what is not. */
  private makeRoom(): boolean {
    const batch = this.closed.findLast(({ segment, items }) => segment !== undefined && items !== undefined);
    if (batch !== undefined) this.room.forget(batch);
    return !this.room.isFull;
  }

  /** A batch is in one file, or in memory only. */
  private openIn(segment: Segment | undefined): Batch<Item> {
    if (this.open !== undefined && this.open.segment !== segment) this.close();
    this.open ??= new Batch<Item>(this.writer, ++this.lastNumber, false, new Date(), segment, []);
    return this.open;
  }

  private close(): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined) return;
    if (open.segment?.isKept) this.renumber(open);
    else if (open.count === 0) this.lastNumber--;
    if (open.count > 0) this.closed.push(open);
    this.bell.ring();
  }

  /**
   * The end of its file could not be cut back, so a later life may find more items under this number than are handed out now. It
   * leaves the number to that life, and its items get another one. Where they are not here, that life is the one to hand them out.
   */
  private renumber(batch: Batch<Item>): void {
    batch.segment = undefined;
    if (batch.items === undefined) batch.count = 0;
    if (batch.count > 0) batch.number = ++this.lastNumber;
  }

  private writeWhole(batch: Batch<Item>): boolean {
    const { log } = this;
    const segment = log?.segment();
    if (segment === undefined || log === undefined) return false;
    const start = segment.size;
    if (!log.write(segment, this.encoder.framesOf(batch, segment, batch !== this.open).written)) return false;
    segment.undone++;
    Object.assign(batch, { segment, start, end: segment.size });
    if (this.taken.has(batch)) this.room.forget(batch);
    if (batch !== this.open) log.leaveIfLong(segment);
    return true;
  }
}
