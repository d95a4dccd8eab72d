import { type mongo } from 'mongoose';
import { Tally } from '../../src/ledger';
import {
  DAY_SUM_NAMES,
  type KnownUser,
  placeOf,
  ROLLUPS,
  startOf,
  USAGE_COLLECTION,
  type UsageRecord,
  USER_MONTHS,
  USER_SETS,
  USERS,
  type UserSet,
} from '../../src/usage';

const WRITER = 'bulk';
const WRITERS = { [WRITER]: 1 };
const BATCH = 5_000;

/**
 * Puts records, and what they add to the rollups, into an empty database: what the ledger would have written, but each
 * rollup at once. The records come in the order of their calls, so that a month is complete when the next one begins.
 */
export class BulkLoad {
  private readonly ordinals = new Map<string, number>();
  private tally = new Tally();
  private month: number | undefined;

  constructor(private readonly db: mongo.Db) {}

  async add(records: readonly UsageRecord[]): Promise<void> {
    for (const record of records) {
      const month = startOf('month', record.timestamp).getTime();
      if (month !== this.month) await this.flush();
      this.month = month;
      this.tally.add({ record, sign: 1n });
    }
    await this.insert(
      USAGE_COLLECTION,
      records.map((record) => ({ ...record, batch: `${WRITER}.1` })),
    );
  }

  /** All records have been given. */
  async end(): Promise<void> {
    await this.flush();
    const users = Array.from(this.ordinals, ([_id, ordinal]): KnownUser => ({ _id, ordinal }));
    // The ledger keeps the next ordinal under a name that no user has.
    await this.insert(USERS, [...users, { _id: '', ordinal: users.length }]);
  }

  private async flush(): Promise<void> {
    const { rollups, userMonths, userSets } = this.tally;
    this.tally = new Tally();
    await this.insert(
      ROLLUPS,
      rollups.map(({ _id, sums }) => ({ _id, ...sums.parts, writers: WRITERS })),
    );
    await this.insert(
      USER_MONTHS,
      userMonths.map(({ _id, sums, days, seen }) => ({
        _id,
        ...sums.parts,
        days: Object.fromEntries(Array.from(days, ([day, ofDay]) => [day, ofDay.partsOf(DAY_SUM_NAMES)])),
        ...seen,
        version: 1,
        writers: WRITERS,
      })),
    );
    await this.insert(
      USER_SETS,
      userSets.flatMap(({ period, start, userIds }) => this.setsOf(period, start, userIds)),
    );
  }

  private setsOf(period: UserSet['_id']['period'], start: Date, userIds: ReadonlySet<string>): UserSet[] {
    const chunks = new Map<number, Record<string, bigint>>();
    for (const userId of userIds) {
      const { chunk, word, bit } = placeOf(this.ordinalOf(userId));
      const words = chunks.get(chunk) ?? {};
      chunks.set(chunk, words);
      words[word] = (words[word] ?? 0n) | bit;
    }
    return Array.from(chunks, ([chunk, words]) => ({ _id: { period, start, chunk }, words }));
  }

  private ordinalOf(userId: string): number {
    const known = this.ordinals.get(userId) ?? this.ordinals.size;
    this.ordinals.set(userId, known);
    return known;
  }

  private async insert(collection: string, documents: readonly object[]): Promise<void> {
    const into = this.db.collection(collection, { ignoreUndefined: true });
    for (let at = 0; at < documents.length; at += BATCH)
      await into.insertMany(documents.slice(at, at + BATCH), { ordered: false });
  }
}
