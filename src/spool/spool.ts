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
  readonly log: DiskLog;
  readonly earlier: EarlierLives<Item>;
  readonly unlock: () => void;
}

/** A durable queue of items, handed out in batches that keep their number and their members whatever happens. */
export class Spool<Item> {
  private readonly settings: Settings<Item>;
  private readonly problems: Problems;
  private readonly losses: Losses;
  private readonly bell = new Bell();
  private readonly own: OwnBatches<Item>;
  private readonly onDisk: OnDisk<Item> | undefined;
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
    const writer = newWriter();
    if (owned !== undefined) {
      const disk = new Disk(owned.directory, this.problems, this.settings.reach);
      const log = new DiskLog(disk, writer, this.settings.segmentBytes, () => {
        this.own.writeAll();
      });
      this.onDisk = { disk, log, earlier: new EarlierLives(disk, this.bell), unlock: owned.unlock };
    }
    this.own = new OwnBatches(this.settings, writer, this.losses, this.bell, this.onDisk?.log);
  }

  /** Written when it returns, unless the disk is failing. Never throws: what cannot be kept is counted. */
  append(items: readonly Item[]): void {
    const before = this.losses.count;
    if (this.isClosed) this.losses.add(items.length, 'closed', 'they came after the end');
    else this.own.append(items);
    this.hasLost = this.losses.count > before;
  }

  /** Resolves when all that was appended before has reached the disk; rejects if it could not be kept, or not there. */
  durable(): Promise<void> {
    const { hasLost, onDisk } = this;
    const failing =
      onDisk?.log.failing ?? (hasLost ? 'Not everything could be kept: see the log.' : undefined);
    if (failing !== undefined) return Promise.reject(new Error(failing));
    return onDisk?.log.sync() ?? Promise.resolve();
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
      if (items?.length === 0) this.forget(batch);
      else if (items !== undefined) return this.handOut(batch, items);
    }
  }

  /** Whether a batch is there that `take` would give at once. */
  get hasBatch(): boolean {
    return this.onDisk?.earlier.hasWaiting === true || (this.isOwnTurn && this.own.hasClosed);
  }

  get state(): SpoolState {
    const { own, onDisk } = this;
    const batches = [...(onDisk?.earlier.undone ?? []), ...own.undone];
    const written = batches.filter(({ segment }) => segment !== undefined);
    return {
      waiting: countOf(batches),
      waitingBytes: written.reduce((sum, { start, end }) => sum + end - start, onDisk?.earlier.unread ?? 0),
      dropped: this.losses.count,
      damaged: onDisk?.disk.damaged ?? 0,
      failing: onDisk?.log.failing,
      oldestAt: batches[0]?.oldestAt,
    };
  }

  /** Writes and syncs everything, and unlocks the folder. What is not done is handed out in the next life. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.bell.ring();
    await this.looking;
    await this.onDisk?.log.close();
    const inMemory = this.own.undone.filter(({ segment }) => segment === undefined);
    this.losses.add(countOf(inMemory), 'end', 'they were in memory only when the service ended');
    this.onDisk?.unlock();
  }

  private async next(gatherMs: number, signal: AbortSignal | undefined): Promise<Batch<Item> | undefined> {
    let gatherUntil: number | undefined;
    while (!this.isClosed && !signal?.aborted) {
      const batch = this.claim();
      if (batch !== undefined) return batch;
      if (!this.isOwnTurn || !this.own.hasOpen) {
        await this.bell.heard(signal);
        continue;
      }
      gatherUntil ??= performance.now() + gatherMs;
      const left = gatherUntil - performance.now();
      if (left > 0) await this.bell.heard(signal, left);
      else this.own.cut();
    }
    return undefined;
  }

  private get isOwnTurn(): boolean {
    return this.onDisk === undefined || this.onDisk.earlier.isOver;
  }

  private claim(): Batch<Item> | undefined {
    return this.onDisk?.earlier.claim() ?? (this.isOwnTurn ? this.own.claim() : undefined);
  }

  private async itemsOf(batch: Batch<Item>): Promise<readonly Item[] | undefined> {
    // What was handed out once must be the same after a power cut. On a failing disk that cannot be had.
    if (!batch.isReplay && batch.segment !== undefined) await this.onDisk?.log.sync().catch(() => undefined);
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
    this.own.leave(batch);
    this.losses.add(count, 'read', `${segment?.path ?? 'a file'} cannot be read (${reasonOf(error)})`);
  }

  private handOut(batch: Batch<Item>, items: readonly Item[]): SpoolBatch<Item> {
    const { writer, number, isReplay, isDamaged } = batch;
    this.own.handOver(batch);
    const done = () => {
      if (!this.isClosed) this.forget(batch);
    };
    return { writer, number, items, isReplay, isDamaged, done };
  }

  private forget(batch: Batch<Item>): void {
    if (batch.isReplay) this.onDisk?.earlier.done(batch);
    else this.own.done(batch);
  }
}

function countOf(batches: readonly Batch<unknown>[]): number {
  return batches.reduce((sum, { count }) => sum + count, 0);
}
