import { type mongo } from 'mongoose';
import { migrate } from '../../src/migrations';
import { type IndexProfile, USAGE_COLLECTION, type UsageRecord } from '../../src/usage';
import { type Database } from '../databases';

const BATCH = 1_000;

/** Our own collection with the indexes of a profile, written to by the driver alone: nothing is counted, nothing exactly once. */
export class BareInsertMany {
  private constructor(private readonly records: mongo.Collection<UsageRecord>) {}

  static async open({ db }: Database, indexProfile: IndexProfile): Promise<BareInsertMany> {
    await migrate(db, { indexProfile });
    return new BareInsertMany(
      db.collection<UsageRecord>(USAGE_COLLECTION, {
        writeConcern: { w: 'majority', journal: true },
        ignoreUndefined: true,
      }),
    );
  }

  async insert(records: readonly UsageRecord[]): Promise<void> {
    for (let at = 0; at < records.length; at += BATCH)
      await this.records.insertMany(records.slice(at, at + BATCH), { ordered: false });
  }

  /** @throws unless exactly so many are stored */
  async check(given: number): Promise<void> {
    const stored = await this.records.estimatedDocumentCount();
    if (stored !== given)
      throw new Error(`bare insertMany: ${given} records were given, ${stored} are stored.`);
  }
}
