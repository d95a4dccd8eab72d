import { Logger } from '@nestjs/common';
import { type Connection, mongo, type Types } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { Spool, type SpoolStep } from '../spool';
import { type UsageRecord } from '../usage';
import { type BatchGroup, BatchGroups } from './batch-groups';
import { databaseOf } from './connected-database';
import { type CorrectionResult } from './correct-record';
import { type LedgerBatch, type LedgerEntry } from './ledger-entry';
import { type LedgerStep, LedgerWriter } from './ledger-writer';
import { type Refused } from './insert-records';
import { type Progress } from './writer-progress';

export interface LedgerOptions {
  /** Where records are kept until the database has them. Without one they are kept in memory, and are lost with the process. */
  readonly directory?: string | undefined;
  /** How long a record waits for others to share its batch. */
  readonly gatherMs?: number;
  /** How long to wait after a failure. */
  readonly retryMs?: number;
  readonly batchSize?: number;
  /** How many records are kept in memory at most. */
  readonly memoryItems?: number;
  /** Told of each step: tests die there. */
  readonly reach?: (step: SpoolStep | LedgerStep) => void;
}

// Records that are stored and not counted yet: so many, or so old, they are counted though more come; beyond the last, before.
const ENOUGH_TO_COUNT = 50_000;
const OLD_ENOUGH_TO_COUNT_MS = 5_000;
const MOST_UNCOUNTED = 100_000;

const DEFAULTS = { gatherMs: 100, retryMs: 1_000 };

/** How the ledger is. */
export interface LedgerState {
  /** Records and corrections that the database does not have yet. */
  readonly waiting: number;
  /** What they take on the disk, in bytes. */
  readonly waitingBytes: number;
  /** Since when the oldest of them waits; after a restart, when its file was begun. */
  readonly oldestAt: Date | undefined;
  /** Records lost since the start: there was no room for them, or the database refused them. */
  readonly dropped: number;
  /** Stretches of files that could not be read, since the start. */
  readonly damaged: number;
  /** True while the database takes no records. */
  readonly isFailing: boolean;
  /** Why records cannot be written to the disk, while they cannot. */
  readonly diskTrouble: string | undefined;
}

/**
 * The way of a record into the database: onto the disk before its caller sees the end of the answer, then, in batches,
 * into the collection and its rollups, exactly once. Nobody waits for the database.
 */
export class UsageLedger {
  private readonly logger = new Logger('UsageLedger');
  private readonly writer: LedgerWriter;
  private readonly stopping = new AbortController();
  private readonly corrections = new Map<string, (result: CorrectionResult) => void>();
  private readonly written: Promise<void>;
  private readonly groups = new BatchGroups();
  private counting: Promise<void> | undefined;
  private counted: { readonly writer?: string; readonly forgotten: readonly string[] } = { forgotten: [] };
  private progress: Progress & { readonly writer?: string } = { counted: 0, counting: 0 };
  private readonly options: LedgerOptions & typeof DEFAULTS;
  private refused = 0;
  private isFailing = false;

  private constructor(
    connection: Connection,
    private readonly spool: Spool<LedgerEntry>,
    options: LedgerOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.writer = new LedgerWriter(() => databaseOf(connection), options.reach);
    this.written = this.net(this.insertAll());
  }

  /** @throws SpoolInUseError where another process has the directory. */
  static async open(connection: Connection, options: LedgerOptions): Promise<UsageLedger> {
    const logger = new Logger('UsageLedger');
    const { directory, batchSize, memoryItems, reach } = options;
    const spool = await Spool.open<LedgerEntry>({
      directory,
      encode: (entry) => mongo.BSON.serialize(entry, { ignoreUndefined: true }),
      decode: (bytes) => mongo.BSON.deserialize(bytes, { useBigInt64: true }) as LedgerEntry,
      ...(batchSize !== undefined && { batchSize }),
      ...(memoryItems !== undefined && { memoryItems }),
      ...(reach && { reach }),
      onProblem: (sentence) => {
        logger.error(sentence);
      },
    });
    return new UsageLedger(connection, spool, options);
  }

  get state(): LedgerState {
    const { waiting, waitingBytes, oldestAt, dropped, damaged, failing } = this.spool.state;
    return {
      waiting,
      waitingBytes,
      oldestAt,
      dropped: dropped + this.refused,
      damaged,
      isFailing: this.isFailing,
      diskTrouble: failing,
    };
  }

  /** Takes over records, which by then have been handed to the operating system. */
  add(records: readonly UsageRecord[]): void {
    this.spool.append(records);
  }

  /** Resolves when all that was taken over has reached the disk. */
  durable(): Promise<void> {
    return this.spool.durable();
  }

  /**
   * Lets a record count, or no more; resolves when it and all that it is part of are right.
   * @returns `pending` where that takes longer than `patienceMs`: it will come about
   */
  async setActive(
    record: Types.ObjectId,
    isActive: boolean,
    patienceMs: number,
  ): Promise<CorrectionResult | 'pending'> {
    const obstacle = await this.writer.obstacleTo(record, this.counted.writer);
    if (obstacle !== undefined) return obstacle;
    const id = new mongo.ObjectId();
    const result = new Promise<CorrectionResult>((resolve) => {
      this.corrections.set(id.toHexString(), resolve);
    });
    this.spool.append([{ id, correct: record, isActive }]);
    return Promise.race([result, sleep(patienceMs, 'pending' as const, { ref: false })]);
  }

  /** Brings what waits to the database, for the last time. What is left after `patienceMs` waits on the disk for the next start. */
  async close(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.spool.state.waiting > 0 && performance.now() < end) await sleep(10);
    this.stopping.abort();
    await this.orSoon(this.written.then(() => this.counting));
    const { waiting, waitingBytes } = this.spool.state;
    // From here on, what comes is another writer's.
    const closed = this.spool.close();
    if (waiting > 0) this.sayWhatIsLeft(waiting);
    const { writer } = this.counted;
    // Where it cannot be said that it has ended, rollups remember the writer a little longer.
    if (waitingBytes === 0 && waiting === 0 && writer !== undefined)
      await this.orSoon(this.writer.end(writer).catch(() => undefined));
    await closed;
  }

  /** A database that hangs must not keep the process. */
  private async orSoon(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, sleep(1_000, undefined, { ref: false })]);
  }

  private sayWhatIsLeft(waiting: number): void {
    if (this.options.directory === undefined)
      this.logger.error(`Usage records are lost, ${waiting} of them: the service ends without its database.`);
    else this.logger.warn(`${waiting} usage records wait on the disk for the next start.`);
  }

  private async insertAll(): Promise<void> {
    for (let batch = await this.next(); batch !== undefined; batch = await this.next()) {
      const isInserted = await this.insert(batch);
      if (!isInserted) return;
      // As long as more comes at once, it is better to wait: the same rollups change, and once is enough.
      const canWait = this.groups.size < ENOUGH_TO_COUNT && this.groups.ageMs < OLD_ENOUGH_TO_COUNT_MS;
      if (this.spool.hasBatch && canWait) continue;
      // Of a batch that was counted in an earlier life there is nothing to count.
      if (!this.groups.isEmpty) this.counting ??= this.net(this.countAll());
      if (this.groups.size > MOST_UNCOUNTED) await this.counting;
    }
  }

  private next(): Promise<LedgerBatch | undefined> {
    return this.spool.take(this.options.gatherMs, this.stopping.signal);
  }

  /** @returns whether it was done before the service ended */
  private async insert(batch: LedgerBatch): Promise<boolean> {
    const progress = await this.insisting(() => this.progressOf(batch.writer));
    if (progress === undefined) return false;
    if (batch.number <= progress.counted) {
      return this.bringMissing(batch);
    }
    const inserted = await this.insisting(() => this.writer.insert(batch));
    if (inserted === undefined) return false;
    for (const { reason } of inserted.refused) this.refuse(reason);
    this.groups.add(inserted, progress);
    return true;
  }

  /** What is missing is brought by the writer of this life. Until that is on the disk, the batch stays where it is. */
  private async bringMissing(batch: LedgerBatch): Promise<boolean> {
    const missing = await this.insisting(() => this.writer.missingOf(batch));
    if (missing === undefined) return false;
    this.add(missing);
    await this.durable().then(batch.done, () => undefined);
    return true;
  }

  /** While a group is counted, the batches of the next one are inserted already. */
  private async countAll(): Promise<void> {
    for (let group = this.groups.take(); group !== undefined; group = this.groups.take()) {
      const isCounted = await this.count(group);
      if (!isCounted) return;
    }
    this.counting = undefined;
  }

  private async count(group: BatchGroup): Promise<boolean> {
    const results = await this.insisting(async () => {
      if (group.writer !== this.counted.writer) await this.changeWriter(group.writer);
      return this.writer.count(group, this.counted.forgotten);
    });
    for (const batch of results ? group.batches : []) batch.done();
    for (const [correction, result] of results ?? []) {
      this.corrections.get(correction)?.(result);
      this.corrections.delete(correction);
    }
    return results !== undefined;
  }

  /** The batches of earlier lives come first, one life after the other: that of the last one has ended. */
  private async changeWriter(writer: string): Promise<void> {
    if (this.counted.writer !== undefined) await this.writer.end(this.counted.writer);
    this.counted = { writer, forgotten: await this.writer.endedLongAgo() };
  }

  private async progressOf(writer: string): Promise<Progress> {
    if (writer !== this.progress.writer)
      this.progress = { writer, ...(await this.writer.progressOf(writer)) };
    return this.progress;
  }

  /** Tries until it works, or until the service ends. */
  private async insisting<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    for (;;) {
      try {
        const result = await work();
        if (this.isFailing) this.logger.log('Usage records are being stored again.');
        this.isFailing = false;
        return result;
      } catch (error) {
        if (!this.isFailing)
          this.logger.warn(`Usage records wait: the database does not take them (${nameOf(error)}).`);
        this.isFailing = true;
        await sleep(this.options.retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        if (this.stopping.signal.aborted) return undefined;
      }
    }
  }

  /** What nobody has thought of must not end the process, whose calls go on: what comes waits on the disk. */
  private async net(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.isFailing = true;
      this.stopping.abort();
      this.logger.error(
        `Usage records wait until the service is started again: ${nameOf(error)}.`,
        whereOf(error),
      );
    }
  }

  private refuse(reason: Refused['reason']): void {
    this.refused++;
    this.logger.error(`A usage record is lost, ${this.refused} since the start: ${reason}`);
  }
}

/** Its stack without its message. */
const whereOf = (error: unknown) =>
  error instanceof Error ? error.stack?.replace(/^[^]*?(?=\n\s+at )/, '') : undefined;

/** A driver's message may show parts of a record; its name and code say enough. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
