import { readdirSync, rmSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Batch } from './batch';
import { type Bell } from './bell';
import { type Disk } from './disk';
import { reasonOf } from './problems';
import { Segment } from './segment';
import { type FoundBatch, type SegmentContents, contentsOf } from './segment-contents';
import { HEADER_BYTES, type SegmentIdentity, identityIn, readHeader, saltOf } from './segment-name';

/** What earlier lives left, file by file: looked through in the background, ahead of whoever takes it. */
export class EarlierLives<Item> {
  /** True once every file has been looked through. */
  isOver = false;
  /** Bytes that have not been looked through. */
  unread: number;
  private readonly files: readonly { readonly name: string; readonly size: number }[];
  private readonly waiting: Batch<Item>[] = [];
  private readonly taken = new Set<Batch<Item>>();

  constructor(
    private readonly disk: Disk,
    private readonly bell: Bell,
  ) {
    const names = readdirSync(disk.directory).filter((name) => identityIn(name) !== undefined);
    const sizeOf = (name: string) => statSync(join(disk.directory, name)).size;
    this.files = names.sort().map((name) => ({ name, size: sizeOf(name) }));
    this.unread = this.files.reduce((sum, { size }) => sum + size, 0);
  }

  get undone(): readonly Batch<Item>[] {
    return [...this.taken, ...this.waiting];
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  claim(): Batch<Item> | undefined {
    const batch = this.waiting.shift();
    if (batch !== undefined) this.taken.add(batch);
    return batch;
  }

  done(batch: Batch<Item>): void {
    if (this.taken.delete(batch)) batch.segment?.done(batch.number, batch.count);
  }

  /** It cannot be read, and stays where it is. */
  leave(batch: Batch<Item>): void {
    this.taken.delete(batch);
  }

  /** Looks through all files, in the order in which they were begun. */
  async lookThroughAll(isClosed: () => boolean): Promise<void> {
    for (const { name, size } of this.files) {
      if (isClosed()) return;
      await this.lookInto(name);
      this.unread -= size;
      this.bell.ring();
    }
    this.isOver = true;
    this.bell.ring();
  }

  private async lookInto(name: string): Promise<void> {
    const path = join(this.disk.directory, name);
    try {
      await this.lookThrough(path, await readFile(path), identityIn(name));
    } catch (error) {
      this.disk.problems.report('earlier', `${path} cannot be read (${reasonOf(error)}): it stays.`);
    }
  }

  private async lookThrough(path: string, file: Buffer, named: SegmentIdentity | undefined): Promise<void> {
    const header = readHeader(file);
    if (header === 'of another version') throw new Error('another version wrote it');
    const identity = header ?? named;
    if (identity === undefined) return;
    const salt = saltOf(identity);
    const found = contentsOf(file, salt);
    const damage =
      header || file.length < HEADER_BYTES ? found.damage : [[0, HEADER_BYTES] as const, ...found.damage];
    const segment = Segment.found(this.disk, path, salt, found.end);
    for (const [start, end] of damage) segment.setAside(start, file.subarray(start, end));
    await this.adopt(segment, found, file.length);
    const begunAt = new Date(header?.begunAt ?? identity.startedAt);
    for (const batch of found.batches) this.waiting.push(batchOf(identity.writer, batch, segment, begunAt));
  }

  /** Makes sure that what is handed out is the same after a power cut: its end is cut, and has reached the disk. */
  private async adopt(segment: Segment, { batches, end }: SegmentContents, length: number): Promise<void> {
    segment.undone = batches.length;
    if (batches.length === 0) {
      if (!segment.isKept) rmSync(segment.path, { force: true });
      return;
    }
    try {
      this.disk.reach('before-adopt');
      if (end < length) segment.cutBack();
      for (const { number, count, isCut } of batches) if (!isCut) segment.writeMarker('cut', number, count);
      await syncFile(segment.path);
      this.disk.reach('after-adopt');
    } catch (error) {
      segment.cutBack();
      this.disk.problems.report('adopt', `${segment.path} could not be written to (${reasonOf(error)}).`);
    }
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

function batchOf<Item>(writer: string, found: FoundBatch, segment: Segment, begunAt: Date): Batch<Item> {
  const batch = new Batch<Item>(writer, found.number, true, begunAt, segment, undefined);
  const { start, end, count, isDamaged } = found;
  return Object.assign(batch, { start, end, count, isDamaged });
}
