import { type Connection } from 'mongoose';
import { join } from 'node:path';
import { type UsageRecord } from '../../src/usage';
import { type LedgerEvent, recordOf } from './ledger-history';
import { LedgerInstance } from './ledger-instance';
import { until } from './until';

/** Two instances that write one ledger, and what there has to be in the end: each call once, and whether it counts. */
export class LedgerStory {
  private readonly calls: UsageRecord[] = [];

  private constructor(private readonly instances: readonly LedgerInstance[]) {}

  static async begin(connection: Connection, directory: string): Promise<LedgerStory> {
    const instances = await Promise.all(
      ['a', 'b'].map((name) => LedgerInstance.start(connection, join(directory, name))),
    );
    return new LedgerStory(instances);
  }

  get records(): readonly UsageRecord[] {
    return this.calls;
  }

  /** Calls that the database does not have yet. */
  get waiting(): number {
    return this.instances.reduce((sum, instance) => sum + instance.waiting, 0);
  }

  async happen(event: LedgerEvent): Promise<void> {
    const [first, second] = this.instances;
    const instance = event.by === 0 ? first : second;
    if (instance === undefined) return;
    switch (event.kind) {
      case 'calls':
        this.call(instance, event.calls.map(recordOf));
        return;
      case 'sent again':
        instance.add(event.which.flatMap((which) => this.at(which) ?? []));
        return;
      case 'dies':
        return instance.dieAt(event.step, event.times);
      case 'restarts':
        return instance.restart();
      case 'set active':
        return this.setActive(instance, event.which, event.isActive);
    }
  }

  async restart(): Promise<void> {
    for (const instance of this.instances) await instance.restart();
  }

  /** Nobody dies any more. What earlier lives left comes first, so that one more call of each shows when all is done. */
  async comeToTheEnd(): Promise<void> {
    for (const instance of this.instances) {
      await instance.restart();
      this.call(instance, [recordOf({})]);
    }
    await until(
      () => this.waiting,
      (count) => count === 0,
      30_000,
    );
    for (const instance of this.instances) {
      expect(instance.dropped).toBe(0);
      await instance.end();
    }
  }

  private call(instance: LedgerInstance, records: readonly UsageRecord[]): void {
    instance.add(records);
    this.calls.push(...records);
  }

  private at(which: number): UsageRecord | undefined {
    return this.calls[which % Math.max(this.calls.length, 1)];
  }

  private async setActive(
    instance: LedgerInstance,
    which: readonly number[],
    isActive: boolean,
  ): Promise<void> {
    const records = which.flatMap((one) => this.at(one) ?? []);
    await instance.restart();
    const results = await Promise.all(records.map(({ _id }) => instance.setActive(_id, isActive)));
    for (const [index, result] of results.entries()) {
      const record = this.calls.find(({ _id }) => records[index]?._id.equals(_id));
      if (record !== undefined && (result === 'corrected' || result === 'unchanged'))
        this.calls[this.calls.indexOf(record)] = { ...record, isActive };
      else expect(['not_found', 'unsettled']).toContain(result);
    }
  }
}
