import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Disk } from './disk';
import { FrameBuffer, type Place } from './frames';
import { reasonOf } from './problems';
import { type SegmentIdentity, headerOf, nameOf, saltOf } from './segment-name';

const dataSync = promisify(fdatasync);
const markers = new FrameBuffer();

/** One file of the log. It goes when all of its batches are done and nothing more comes. */
export class Segment {
  /** Batches in it that are not done. */
  undone = 0;
  /** It can be trusted no more, or holds what could not be read: it is left as it is, for the next start. */
  isKept = false;
  /** Somebody else removed it. */
  isGone = false;
  private isSealed = false;
  private synced = 0;
  private isListed = false;
  private isSyncing = false;

  private constructor(
    private readonly disk: Disk,
    readonly path: string,
    readonly salt: number,
    /** Where the last good frame ends. */
    public size: number,
    private file: number | undefined,
  ) {}

  /** Begins a file. Throws what the disk says. */
  static create(disk: Disk, identity: SegmentIdentity): Segment {
    const path = join(disk.directory, nameOf(identity));
    const segment = new Segment(disk, path, saltOf(identity), 0, openSync(path, 'wx', 0o600));
    try {
      segment.write(headerOf(identity, Date.now()));
    } catch (error) {
      segment.seal();
      throw error;
    }
    return segment;
  }

  /** The file of an earlier life. */
  static found(disk: Disk, path: string, salt: number, size: number): Segment {
    const segment = new Segment(disk, path, salt, size, undefined);
    segment.isSealed = true;
    return segment;
  }

  get end(): Place {
    return { salt: this.salt, offset: this.size };
  }

  get isSynced(): boolean {
    return this.synced >= this.size;
  }

  /** Writes all of it, or throws; then what was written of it does not count. */
  write(bytes: Uint8Array): void {
    const file = this.file ?? openSync(this.path, 'r+');
    try {
      let written = 0;
      while (written < bytes.length) {
        const more = writeSync(file, bytes, written, bytes.length - written, this.size + written);
        if (more === 0) throw new Error('nothing was written');
        written += more;
      }
      this.size += bytes.length;
    } finally {
      if (file !== this.file) closeSync(file);
    }
  }

  writeMarker(kind: 'cut' | 'done', batch: number, count: number): void {
    markers.begin(this.end);
    markers.add(kind, batch, count);
    this.write(markers.written);
  }

  /** Removes what follows the last good frame. Where that does not work, nobody knows what a later life will read there. */
  cutBack(): void {
    try {
      this.disk.reach('before-cut-back');
      const file = this.file ?? openSync(this.path, 'r+');
      try {
        ftruncateSync(file, this.size);
      } finally {
        if (file !== this.file) closeSync(file);
      }
    } catch {
      this.isKept = true;
    }
  }

  /** Resolves when all that is written now has reached the disk. */
  async sync(): Promise<void> {
    if (this.file === undefined || this.isSynced) return;
    const { size } = this;
    this.isSyncing = true;
    try {
      if (fstatSync(this.file).nlink === 0) this.isGone = true;
      if (this.isGone) throw new Error('a file of it was removed');
      await dataSync(this.file);
      if (!this.isListed) await syncFolder(this.disk.directory);
      this.isListed = true;
      this.synced = Math.max(size, this.synced);
    } finally {
      this.isSyncing = false;
      this.settle();
    }
  }

  /** It could not be synced, and asking again would get a wrong answer: the system reports a lost page once. */
  giveUpSync(): void {
    this.synced = Infinity;
    this.settle();
  }

  /** Copies bytes of it that cannot be read to a file of their own. Where that does not work, this one stays. */
  setAside(offset: number, bytes: Uint8Array): void {
    if (!this.disk.setAside(this.path, offset, bytes)) this.isKept = true;
  }

  /** A batch of it is done. */
  done(batch: number, count: number): void {
    this.undone--;
    if (this.isSealed && this.undone === 0) this.remove();
    else if (!this.isKept) this.markDone(batch, count);
  }

  /** Nothing more is written to it but what is done. */
  seal(): void {
    this.isSealed = true;
    if (this.undone === 0) this.remove();
    else this.settle();
  }

  private markDone(batch: number, count: number): void {
    const { disk } = this;
    try {
      disk.reach('before-done');
      this.writeMarker('done', batch, count);
      disk.reach('after-done');
    } catch (error) {
      this.cutBack();
      disk.problems.report(
        'done',
        `That a batch is stored could not be noted (${reasonOf(error)}): it is sent again after a restart.`,
      );
    }
  }

  private remove(): void {
    this.synced = Infinity;
    this.settle();
    if (this.isKept) return;
    try {
      this.disk.reach('before-unlink');
      rmSync(this.path, { force: true });
      this.disk.reach('after-unlink');
    } catch (error) {
      this.disk.problems.report('unlink', `${this.path} could not be removed (${reasonOf(error)}).`);
    }
  }

  /** Closes the file once nobody needs it: not under a sync that is under way. */
  private settle(): void {
    if (!this.isSealed || !this.isSynced || this.isSyncing || this.file === undefined) return;
    closeSync(this.file);
    this.file = undefined;
  }
}

/** A new file survives a power cut only if the folder that lists it does. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
