import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

/** Does what the database does not take again until it does, and says when that begins and when it is over. */
export class Tries {
  private readonly logger = new Logger('UsageLedger');
  private readonly failing = new Set<unknown>();

  /** @param end after which nothing is tried again */
  constructor(
    private readonly retryMs: number,
    private readonly end: AbortSignal,
  ) {}

  get areFailing(): boolean {
    return this.failing.size > 0;
  }

  /** @returns nothing where the end came before it worked */
  async insisting<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    for (;;) {
      try {
        const result = await work();
        this.noteSuccess(work);
        return result;
      } catch (error) {
        this.noteFailure(work, error);
        await sleep(this.retryMs, undefined, { signal: this.end }).catch(() => undefined);
        if (this.end.aborted) return undefined;
      }
    }
  }

  private noteSuccess(work: unknown): void {
    if (this.failing.delete(work) && !this.areFailing)
      this.logger.log('Usage records are being stored again.');
  }

  private noteFailure(work: unknown, error: unknown): void {
    if (!this.areFailing)
      this.logger.warn(`Usage records wait: the database does not take them (${nameOf(error)}).`);
    this.failing.add(work);
  }
}

/** A driver's message may show parts of a record; its name and code say enough. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
