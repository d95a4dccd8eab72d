import { Logger } from '@nestjs/common';
import { type Connection, type Types } from 'mongoose';
import { type LedgerOptions, UsageLedger } from '../../src/ledger';
import { type UsageRecord } from '../../src/usage';

type Step = Parameters<NonNullable<LedgerOptions['reach']>>[0];

/** The steps between which a process may die. Those of the spool are killed at in its own tests. */
export const LEDGER_STEPS = [
  'before-insert',
  'after-insert',
  'after-claim',
  'after-corrections',
  'after-rollups',
  'after-user-months',
  'after-user-sets',
  'after-counted',
] as const satisfies readonly Step[];

const QUICK = { gatherMs: 1, retryMs: 5 };

/** The ledger of one process, with its directory: one life after the other. */
export class LedgerInstance {
  private death: { readonly step: Step; left: number } | undefined;

  private constructor(
    private readonly connection: Connection,
    private readonly options: LedgerOptions,
    private ledger: UsageLedger,
  ) {}

  static async start(connection: Connection, directory: string, batchSize = 7): Promise<LedgerInstance> {
    Logger.overrideLogger(false);
    const options = { directory, batchSize, ...QUICK };
    return new LedgerInstance(connection, options, await UsageLedger.open(connection, options));
  }

  /** From the n-th time that it comes to `step` it does nothing any more: what it has done by then is what a dead process leaves. */
  async dieAt(step: Step, times: number): Promise<void> {
    await this.restart();
    this.death = { step, left: times };
  }

  /** What is not done waits on the disk for the next life. */
  async restart(): Promise<void> {
    await this.ledger.close(0);
    this.death = undefined;
    const reach = (step: Step) => {
      this.reach(step);
    };
    this.ledger = await UsageLedger.open(this.connection, { ...this.options, reach });
  }

  add(records: readonly UsageRecord[]): void {
    this.ledger.add(records);
  }

  setActive(record: Types.ObjectId, isActive: boolean): ReturnType<UsageLedger['setActive']> {
    return this.ledger.setActive(record, isActive, 10_000);
  }

  get waiting(): number {
    return this.ledger.state.waiting;
  }

  get isDead(): boolean {
    return this.death?.left === 0;
  }

  get dropped(): number {
    return this.ledger.state.dropped;
  }

  async end(): Promise<void> {
    await this.ledger.close(0);
  }

  private reach(step: Step): void {
    const { death } = this;
    if (death === undefined || !LEDGER_STEPS.some((known) => known === step)) return;
    if (step === death.step && death.left > 0) death.left--;
    if (death.left === 0) throw new Error('This process is dead.');
  }
}
