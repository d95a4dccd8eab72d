import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Stored, type UsageRecord } from '../usage';

export interface RecordQueueOptions {
  /** Stores a batch; throws where that may work later. */
  readonly store: (batch: readonly UsageRecord[]) => Promise<Stored>;
  readonly batchSize?: number;
  /** How long a record waits for others to share its batch. */
  readonly gatherMs?: number;
  /** How many records may wait. Those beyond are dropped and counted. */
  readonly limit?: number;
  /** How long to wait after a failure. */
  readonly retryMs?: number;
}

const DEFAULTS = { batchSize: 1_000, gatherMs: 100, limit: 100_000, retryMs: 1_000 };

/** Records on their way to the database. Nobody waits for it: what cannot be stored now is stored later. */
export class RecordQueue {
  private readonly logger = new Logger('RecordQueue');
  private readonly options: Required<RecordQueueOptions>;
  private readonly waiting: UsageRecord[] = [];
  private writing: Promise<void> | undefined;
  private pause = new AbortController();
  private droppedSoFar = 0;
  private failing = false;
  private lastReason: string | undefined;
  private state: 'open' | 'ending' | 'ended' = 'open';

  constructor(options: RecordQueueOptions) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Records that are not stored yet. */
  get length(): number {
    return this.waiting.length;
  }

  /** Records lost since the start: the queue was full, the database refused them, or the service ended without it. */
  get dropped(): number {
    return this.droppedSoFar;
  }

  /** True while the database takes no records. */
  get isFailing(): boolean {
    return this.failing;
  }

  add(record: UsageRecord): void {
    if (this.state === 'ended') {
      this.drop(1, 'the service has ended');
      return;
    }
    if (this.waiting.length >= this.options.limit) {
      this.drop(1, `${this.options.limit} others wait for the database already`);
      return;
    }
    this.waiting.push(record);
    if (this.waiting.length === this.options.batchSize) this.pause.abort();
    this.writing ??= this.writeAll();
  }

  /** Stores what waits, for the last time. What is not stored after `patienceMs` is lost. */
  async flush(patienceMs: number): Promise<void> {
    const tooLong = sleep(patienceMs, undefined, { ref: false });
    this.state = 'ending';
    this.pause.abort();
    await Promise.race([this.writing, tooLong]);
    this.state = 'ended';
    if (this.waiting.length > 0)
      this.drop(this.waiting.splice(0).length, 'the service ends without its database');
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      if (this.waiting.length < this.options.batchSize) await this.rest(this.options.gatherMs);
      const stored = await this.write(this.waiting.slice(0, this.options.batchSize));
      if (!stored) await this.rest(this.options.retryMs);
    }
    this.writing = undefined;
  }

  private async write(batch: readonly UsageRecord[]): Promise<boolean> {
    try {
      const { refused } = await this.options.store(batch);
      this.waiting.splice(0, batch.length);
      for (const { reason } of refused) this.drop(1, reason);
      if (this.failing) this.logger.log('Usage records are being stored again.');
      this.failing = false;
      return true;
    } catch (error) {
      if (!this.failing)
        this.logger.warn(`Usage records wait: the database does not take them (${nameOf(error)}).`);
      this.failing = true;
      return false;
    }
  }

  /** A pause that ends early when a batch is full, or the service ends. */
  private async rest(ms: number): Promise<void> {
    const wait = this.state === 'open' ? ms : Math.min(ms, 50);
    await sleep(wait, undefined, { signal: this.pause.signal }).catch(() => undefined);
    this.pause = new AbortController();
  }

  private drop(count: number, reason: string): void {
    this.droppedSoFar += count;
    if (reason === this.lastReason && this.state === 'open') return;
    this.lastReason = reason;
    this.logger.error(
      `Usage records are lost, ${count} now and ${this.droppedSoFar} since the start: ${reason}`,
    );
  }
}

/** A driver's message may show parts of a record; its name and code say enough. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
