import { chmodSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Batch } from './batch';
import { itemsOf } from './batch-reader';
import { Bell } from './bell';
import { Disk } from './disk';
import { DiskLog } from './disk-log';
import { EarlierLives } from './earlier-lives';
import { lock } from './lock';
import { Losses } from './losses';
import { OwnBatches } from './own-batches';
import { Problems, reasonOf } from './problems';
import { newWriter } from './segment-name';
import {
  type Settings,
  type SpoolBatch,
  type SpoolOptions,
  type SpoolState,
  settingsOf,
} from './spool-options';

/** What is there with a folder only. */
interface OnDisk<Item> {
  readonly disk: Disk;
  readonly earlier: EarlierLives<Item>;
  readonly unlock: () => void;
}

/** What one writer appends, and where. */
interface Life<Item> {
  readonly own: OwnBatches<Item>;
  /** Without a folder there is none. */
  readonly log: DiskLog | undefined;
}

/** A durable queue of items, handed out in batches that keep their number and their members whatever happens. */
export class Spool<Item> {
  private readonly settings: Settings<Item>;
  private readonly problems: Problems;
  private readonly losses: Losses;
  private readonly bell = new Bell();
  private readonly onDisk: OnDisk<Item> | undefined;
  private life: Life<Item>;
  private looking: Promise<void> | undefined;
  private isClosed = false;
  /** Something of the last append was lost. */
  private hasLost = false;

  /**
   * Locks the folder and begins to look through what earlier lives left.
   * @throws SpoolInUseError
   */
  static async open<Item>(options: SpoolOptions<Item>): Promise<Spool<Item>> {
    if (options.directory === undefined) return new Spool(options, undefined);
    const directory = resolve(options.directory);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const spool = new Spool(options, { directory, unlock: await lock(directory) });
    spool.looking = spool.onDisk?.earlier.lookThroughAll(() => spool.isClosed);
    return spool;
  }

  private constructor(
    options: SpoolOptions<Item>,
    owned: { readonly directory: string; readonly unlock: () => void } | undefined,
  ) {
    this.settings = settingsOf(options);
    this.problems = new Problems(options.onProblem);
    this.losses = new Losses(this.problems);
    if (owned !== undefined) {
      const disk = new Disk(owned.directory, this.problems, this.settings.reach);
      this.onDisk = { disk, earlier: new EarlierLives(disk, this.bell), unlock: owned.unlock };
    }
    this.life = this.newLife(this.settings.segmentBytes);
  }

  private newLife(segmentBytes: number): Life<Item> {
    const { onDisk, settings, losses, bell } = this;
    const writer = newWriter();
    const onReturn = () => {
      own.writeAll();
    };
    const log = onDisk && new DiskLog(onDisk.disk, writer, segmentBytes, onReturn);
    const own = new OwnBatches(settings, writer, losses, bell, log);
    return { own, log };
  }

  /**
   * Written when it returns, unless the disk is failing. Never throws: what cannot be kept is counted.
   * @returns whether all was kept
   */
  append(items: readonly Item[]): boolean {
    const before = this.losses.count;
    if (this.isClosed) this.appendLate(items);
    else this.life.own.append(items);
    this.hasLost = this.losses.count > before;
    return !this.hasLost;
  }

  /** A job may go on until its process is no more. */
  private appendLate(items: readonly Item[]): void {
    const { own, log } = this.life;
    if (log?.failing === undefined) own.append(items);
    own.cut();
    if (log === undefined || log.failing !== undefined)
      this.losses.add(items.length, 'closed', 'they came after the end');
  }

  /** Resolves when all that was appended before has reached the disk; rejects if it could not be kept, or not there. */
  durable(): Promise<void> {
    const { log } = this.life;
    const failing = log?.failing ?? (this.hasLost ? 'Not everything could be kept: see the log.' : undefined);
    if (failing !== undefined) return Promise.reject(new Error(failing));
    return log?.sync() ?? Promise.resolve();
  }

  /**
   * The next batch: of earlier lives first, then our own. Waits until there is something, then up to `gatherMs` for more.
   * @returns undefined when aborted, or closed
   */
  async take(gatherMs: number, signal?: AbortSignal): Promise<SpoolBatch<Item> | undefined> {
    for (;;) {
      const batch = await this.next(gatherMs, signal);
      if (batch === undefined) return undefined;
      const items = await this.itemsOf(batch);
      if (this.isClosed) return undefined;
      // Of a damaged one, whoever takes it may know more.
      if (items?.length === 0 && !batch.isDamaged) this.forget(batch);
      else if (items !== undefined) return this.handOut(batch, items);
    }
  }

  /** Whether a batch is there that `take` would give at once. */
  get hasBatch(): boolean {
    return this.onDisk?.earlier.hasWaiting === true || (this.isOwnTurn && this.life.own.hasClosed);
  }

  get state(): SpoolState {
    const { onDisk } = this;
    const { own, log } = this.life;
    const batches = [...(onDisk?.earlier.undone ?? []), ...own.undone];
    const written = batches.filter(({ segment }) => segment !== undefined);
    return {
      waiting: countOf(batches),
      waitingBytes: written.reduce((sum, { start, end }) => sum + end - start, onDisk?.earlier.unread ?? 0),
      dropped: this.losses.count,
      damaged: onDisk?.disk.damaged ?? 0,
      failing: log?.failing,
      oldestAt: batches[0]?.oldestAt,
    };
  }

  /** Writes and syncs everything, and unlocks the folder. What is not done is handed out in the next life. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.bell.ring();
    const { own, log } = this.life;
    // What comes after the end is another life's: this one must never be heard of again, once all of it is done.
    // Another process may have the folder by then, so that each of its files is whole as soon as it is there.
    this.life = this.newLife(0);
    await this.looking;
    await log?.close();
    const inMemory = own.undone.filter(({ segment }) => segment === undefined);
    this.losses.add(countOf(inMemory), 'end', 'they were in memory only when the service ended');
    this.onDisk?.unlock();
  }

  private async next(gatherMs: number, signal: AbortSignal | undefined): Promise<Batch<Item> | undefined> {
    let gatherUntil: number | undefined;
    while (!this.isClosed && !signal?.aborted) {
      const batch = this.claim();
      if (batch !== undefined) return batch;
      if (!this.isOwnTurn || !this.life.own.hasOpen) {
        await this.bell.heard(signal);
        continue;
      }
      gatherUntil ??= performance.now() + gatherMs;
      const left = gatherUntil - performance.now();
      if (left > 0) await this.bell.heard(signal, left);
      else this.life.own.cut();
    }
    return undefined;
  }

  private get isOwnTurn(): boolean {
    return this.onDisk === undefined || this.onDisk.earlier.isOver;
  }

  private claim(): Batch<Item> | undefined {
    return this.onDisk?.earlier.claim() ?? (this.isOwnTurn ? this.life.own.claim() : undefined);
  }

  private async itemsOf(batch: Batch<Item>): Promise<readonly Item[] | undefined> {
    // What was handed out once must be the same after a power cut. On a failing disk that cannot be had.
    if (!batch.isReplay && batch.segment !== undefined) await this.life.log?.sync().catch(() => undefined);
    try {
      return await itemsOf(batch, this.settings.decode, () => this.isClosed);
    } catch (error) {
      this.leave(batch, error);
      return undefined;
    }
  }

  private leave(batch: Batch<Item>, error: unknown): void {
    const { segment, count } = batch;
    if (segment !== undefined) segment.isKept = true;
    this.onDisk?.earlier.leave(batch);
    this.life.own.leave(batch);
    this.losses.add(count, 'read', `${segment?.path ?? 'a file'} cannot be read (${reasonOf(error)})`);
  }

  private handOut(batch: Batch<Item>, items: readonly Item[]): SpoolBatch<Item> {
    const { writer, number, isReplay, isDamaged } = batch;
    this.life.own.handOver(batch);
    const done = () => {
      if (!this.isClosed) this.forget(batch);
    };
    return { writer, number, items, isReplay, isDamaged, done };
  }

  private forget(batch: Batch<Item>): void {
    if (batch.isReplay) this.onDisk?.earlier.done(batch);
    else this.life.own.done(batch);
  }
}

function countOf(batches: readonly Batch<unknown>[]): number {
  return batches.reduce((sum, { count }) => sum + count, 0);
}
