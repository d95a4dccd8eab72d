import { Logger } from '@nestjs/common';
import { type Connection, mongo, type Types } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { Spool, type SpoolStep } from '../spool';
import { type UsageRecord } from '../usage';
import { databaseOf } from './connected-database';
import { type CorrectionResult } from './correct-record';
import { GroupCounter } from './group-counter';
import { type LedgerBatch, type LedgerEntry } from './ledger-entry';
import { type LedgerStep, LedgerWriter } from './ledger-writer';
import { type Refused } from './insert-records';
import { nameOf, Tries } from './tries';
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

const SOON_MS = 500;

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
  private readonly tries: Tries;
  private readonly counter: GroupCounter;
  private readonly written: Promise<void>;
  private progress: Progress & { readonly writer?: string } = { counted: 0, counting: 0 };
  private readonly options: LedgerOptions & typeof DEFAULTS;
  private refused = 0;
  private hasGivenUp = false;

  private constructor(
    connection: Connection,
    private readonly spool: Spool<LedgerEntry>,
    options: LedgerOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.writer = new LedgerWriter(() => databaseOf(connection), options.reach);
    this.tries = new Tries(this.options.retryMs, this.stopping.signal);
    this.counter = new GroupCounter(this.writer, this.tries, (work) => this.net(work));
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
      isFailing: this.tries.areFailing || this.hasGivenUp,
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
   * @returns `pending` where that takes longer than `patienceMs`: it will come about; `not_kept` where there was no room for it
   */
  async setActive(
    record: Types.ObjectId,
    isActive: boolean,
    patienceMs: number,
  ): Promise<CorrectionResult | 'pending' | 'not_kept'> {
    const obstacle = await this.writer.obstacleTo(record, this.counter.writer);
    if (obstacle !== undefined) return obstacle;
    const id = new mongo.ObjectId();
    if (!this.spool.append([{ id, correct: record, isActive }])) return 'not_kept';
    const result = this.counter.resultOf(id.toHexString());
    return Promise.race([result, sleep(patienceMs, 'pending' as const, { ref: false })]);
  }

  /** Brings what waits to the database, for the last time. What is left after `patienceMs` waits on the disk for the next start. */
  async close(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.spool.state.waiting > 0 && performance.now() < end) await sleep(10);
    this.stopping.abort();
    await this.orSoon(this.written.then(() => this.counter.idle()));
    const { waiting, waitingBytes } = this.spool.state;
    // From here on, what comes is another writer's.
    const closed = this.spool.close();
    if (waiting > 0) this.sayWhatIsLeft(waiting);
    const { writer } = this.counter;
    // Where it cannot be said that it has ended, rollups remember the writer a little longer.
    if (waitingBytes === 0 && waiting === 0 && writer !== undefined)
      await this.orSoon(this.writer.end(writer).catch(() => undefined));
    await closed;
  }

  /** A database that hangs must not keep the process. */
  private async orSoon(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, sleep(SOON_MS, undefined, { ref: false })]);
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
      await this.counter.count(this.spool.hasBatch);
    }
  }

  private next(): Promise<LedgerBatch | undefined> {
    return this.spool.take(this.options.gatherMs, this.stopping.signal);
  }

  /** @returns whether it was done before the service ended */
  private async insert(batch: LedgerBatch): Promise<boolean> {
    const progress = await this.tries.insisting(() => this.progressOf(batch.writer));
    if (progress === undefined) return false;
    if (batch.number <= progress.counted) {
      return this.bringMissing(batch);
    }
    const inserted = await this.tries.insisting(() => this.writer.insert(batch));
    if (inserted === undefined) return false;
    for (const { reason } of inserted.refused) this.refuse(reason);
    this.counter.add(inserted, progress);
    return true;
  }

  /** What is missing is brought by the writer of this life. Until that is on the disk, the batch stays where it is. */
  private async bringMissing(batch: LedgerBatch): Promise<boolean> {
    const missing = await this.tries.insisting(() => this.writer.missingOf(batch));
    if (missing === undefined) return false;
    this.add(missing);
    await this.durable().then(batch.done, () => undefined);
    return true;
  }

  private async progressOf(writer: string): Promise<Progress> {
    if (writer !== this.progress.writer)
      this.progress = { writer, ...(await this.writer.progressOf(writer)) };
    return this.progress;
  }

  /** What nobody has thought of must not end the process, whose calls go on: what comes waits on the disk. */
  private async net(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.hasGivenUp = true;
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
