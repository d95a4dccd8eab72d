import { type Connection } from 'mongoose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type LedgerState, UsageLedger } from '../src/ledger';
import { type UsageRecord } from '../src/usage';

/** As many calls as may end in one turn of a busy server's event loop. */
const AT_ONCE = 32;
const POLL_MS = 1;

/** A folder for a spool, on the disk that TMPDIR names. */
export function newSpoolFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'bench-ledger-'));
}

/** A ledger that keeps its spool on the disk, and that may lose nothing. */
export class SpooledLedger {
  private constructor(
    readonly ledger: UsageLedger,
    private readonly directory: string,
  ) {}

  static async open(connection: Connection, directory: string): Promise<SpooledLedger> {
    return new SpooledLedger(await UsageLedger.open(connection, { directory }), directory);
  }

  /** Gives records as fast as the disk takes them, which is faster than MongoDB does: most of them wait there, and are read again. */
  async give(records: readonly UsageRecord[]): Promise<void> {
    for (let at = 0; at < records.length; at += AT_ONCE) {
      this.ledger.add(records.slice(at, at + AT_ONCE));
      await nextTurn();
    }
  }

  /** Resolves when all that was given is stored and counted. */
  async settled(): Promise<void> {
    while (this.soundState().waiting > 0) await sleep(POLL_MS);
  }

  /** Resolves when all that an earlier life left is stored and counted. There must be something. */
  async replayed(): Promise<void> {
    while (this.soundState().waiting === 0) await sleep(POLL_MS);
    await this.settled();
  }

  /** Ends it, and leaves what waits where it is. */
  async stop(): Promise<void> {
    await this.ledger.close(0);
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true });
  }

  private soundState(): LedgerState {
    const { state } = this.ledger;
    const { dropped, damaged, isFailing, diskTrouble } = state;
    if (dropped > 0 || damaged > 0 || isFailing || diskTrouble !== undefined)
      throw new Error(`The ledger is in trouble: ${JSON.stringify(state)}`);
    return state;
  }
}
