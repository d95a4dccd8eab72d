import { type mongo, Types } from 'mongoose';
import { emptyDatabase } from '../../test/support/mongodb';
import { usageRecord } from '../../test/support/test-service';
import { type UsageRecord } from '../usage';
import { BatchGroups } from './batch-groups';
import { type CorrectionResult } from './correct-record';
import { type LedgerBatch, type LedgerEntry } from './ledger-entry';
import { type LedgerStep, LedgerWriter } from './ledger-writer';
import { booksIn, booksOf, recordsIn } from './ledger.fixture';

const STEPS = [
  'before-insert',
  'after-insert',
  'after-claim',
  'after-corrections',
  'after-rollups',
  'after-user-months',
  'after-user-sets',
  'after-counted',
] as const satisfies readonly LedgerStep[];

describe('a batch of the ledger', () => {
  let database: mongo.Db;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    ({ database, drop } = await emptyDatabase());
  });
  afterAll(() => drop());
  beforeEach(() => database.dropDatabase());

  const writer = (reach?: (step: LedgerStep) => void) => new LedgerWriter(() => database, reach);
  const batch = (number: number, items: readonly LedgerEntry[], by = 'writer-a'): LedgerBatch => ({
    writer: by,
    number,
    items,
    isDamaged: false,
    done: () => undefined,
  });

  const correction = (correct: Types.ObjectId, isActive: boolean) => ({
    id: new Types.ObjectId(),
    correct,
    isActive,
  });

  /** Both steps, one after the other, of batches that are counted together where they can be. */
  async function write(
    written: LedgerBatch | readonly LedgerBatch[],
    by = writer(),
    forgotten: readonly string[] = [],
  ) {
    const groups = new BatchGroups();
    for (const one of [written].flat()) groups.add(await by.insert(one), await by.progressOf(one.writer));
    return countAll(groups, by, forgotten);
  }

  async function countAll(groups: BatchGroups, by: LedgerWriter, forgotten: readonly string[] = []) {
    const results: CorrectionResult[] = [];
    for (let group = groups.take(); group !== undefined; group = groups.take())
      results.push(...(await by.count(group, forgotten)).values());
    return results;
  }

  async function expectTrueBooks(): Promise<readonly UsageRecord[]> {
    const records = await recordsIn(database);
    expect(await booksIn(database)).toEqual(booksOf(records));
    return records;
  }

  /** Of several users, months, models and outcomes, some of which are nobody's or without a price. */
  const variety = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      usageRecord({
        userId: index % 7 === 0 ? null : `user${index % 5}`,
        userEmail: index % 3 === 0 ? null : `user${index % 5}@example.com`,
        ...(index % 4 !== 0 && { userName: `User ${index % 5}` }),
        modelName: `model${index % 2}`,
        outcome: index % 4 === 0 ? 'failed' : 'succeeded',
        timestamp: new Date(Date.UTC(2024, index % 3, 1 + (index % 28), index % 24, index)),
        ...(index % 6 === 0 && { cost: null, costNanoUsd: null, costStatus: 'unpriced' as const }),
      }),
    );

  it('is stored and counted', async () => {
    await write(batch(1, variety(50)));
    expect(await expectTrueBooks()).toHaveLength(50);
    const { rollups } = await booksIn(database);
    expect(rollups.size).toBeGreaterThan(50);
  });

  it('counts once however often it is written', async () => {
    const once = batch(1, variety(50));
    await write(once);
    await write(once);
    await Promise.all([write(once), write(once)]);
    expect(await expectTrueBooks()).toHaveLength(50);
  });

  it('counts of two records with one id the one that is stored', async () => {
    const _id = new Types.ObjectId();
    const seenBy = (userId: string, costNanoUsd: bigint) => usageRecord({ _id, userId, costNanoUsd });
    await write(batch(1, [seenBy('alice', 1n), seenBy('bob', 2n)]));
    await write(batch(2, [seenBy('carol', 4n)]));
    expect(await expectTrueBooks()).toMatchObject([{ userId: 'alice' }]);
  });

  it.each(STEPS)(
    'counts once when its process dies at %s, and another life writes it again',
    async (fatal) => {
      const before = variety(20);
      await write(batch(1, before));
      const [first] = before;
      const dying = batch(2, [...variety(20), correction(first?._id ?? new Types.ObjectId(), false)]);
      const dead = writer((step) => {
        if (step === fatal) throw new Error('dead');
      });
      await expect(write(dying, dead)).rejects.toThrow('dead');
      await write(dying);
      expect(await expectTrueBooks()).toHaveLength(40);
      await write(batch(3, variety(5)));
      expect(await expectTrueBooks()).toHaveLength(45);
    },
  );

  it.each(STEPS)('is counted with the same others again when its process dies at %s', async (fatal) => {
    const dying = [1, 2, 3].map((number) => batch(number, variety(10)));
    const dead = writer((step) => {
      if (step === fatal) throw new Error('dead');
    });
    await expect(write(dying, dead)).rejects.toThrow('dead');
    await write([...dying, batch(4, variety(10)), batch(5, variety(10))]);
    expect(await expectTrueBooks()).toHaveLength(50);
  });

  it('counts once where two writers meet at new documents', async () => {
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (by) => {
        for (const number of [1, 2, 3, 4, 5]) await write(batch(number, variety(20), by));
      }),
    );
    expect(await expectTrueBooks()).toHaveLength(400);
  });

  it('leaves a record to the writer that brought it first, even if that has not counted it yet', async () => {
    const records = variety(10);
    const one = writer();
    const groups = new BatchGroups();
    groups.add(await one.insert(batch(1, records, 'a')), await one.progressOf('a'));
    await write(batch(1, [...records, ...variety(3)], 'b'));
    await countAll(groups, one);
    expect(await expectTrueBooks()).toHaveLength(13);
  });

  it('takes a record that was sent again a year later for what it is', async () => {
    const [record = usageRecord()] = variety(1);
    await write(batch(1, [record], 'a'));
    for (const number of [2, 3]) await write(batch(number, [record, record, ...variety(2)], 'a'));
    await write(batch(1, [record], 'b'));
    expect(await expectTrueBooks()).toHaveLength(5);
  });

  it('forgets the writers of earlier lives', async () => {
    await write(batch(1, variety(5), 'old'));
    await write(batch(1, variety(5), 'new'), writer(), ['old']);
    const [rollup] = await database.collection('openai_usage_rollups').find({ 'writers.new': 1 }).toArray();
    expect(rollup).toMatchObject({ writers: { new: 1 } });
    expect(rollup?.['writers']).not.toHaveProperty('old');
    await expectTrueBooks();
  });

  it('forgets no writer that comes again', async () => {
    await write(batch(1, variety(5), 'old'));
    await write(batch(2, variety(5), 'old'), writer(), ['old']);
    expect(await expectTrueBooks()).toHaveLength(10);
  });

  it('that was stored and then damaged, before it was counted, is counted as it was stored', async () => {
    const [first = usageRecord(), ...others] = variety(10);
    const takenAway = correction(first._id, false);
    await write(batch(1, [first]));
    const whole = batch(2, [first, ...others, takenAway]);
    const dead = writer((step) => {
      if (step === 'after-corrections') throw new Error('dead');
    });
    await expect(write(whole, dead)).rejects.toThrow('dead');
    await write({ ...whole, items: [first, takenAway], isDamaged: true });
    expect(await expectTrueBooks()).toHaveLength(10);
  });

  it('knows what is missing of one that was never stored', async () => {
    const [first = usageRecord(), ...others] = variety(10);
    await write(batch(1, [first]));
    expect(await writer().missingOf(batch(1, [first, ...others]))).toEqual(others);
  });

  it('waits where the database refuses a record for a reason that may go away', async () => {
    await database.createCollection('openai_token_usage');
    const records = database.collection('openai_token_usage');
    await records.createIndex({ operation: 1 }, { unique: true }, {});
    const two = batch(1, [usageRecord(), usageRecord()]);
    await expect(write(two)).rejects.toThrow('collided');
    await database.dropDatabase();
    await write(two);
    expect(await expectTrueBooks()).toHaveLength(2);
  });

  it('tells of a record that can never be stored, and stores the others', async () => {
    const huge = usageRecord({ rawUsage: { text: 'x'.repeat(17 * 1024 * 1024) } });
    const [one, other] = [usageRecord(), usageRecord()];
    const inserted = await writer().insert(batch(1, [one, huge, other]));
    await write(batch(1, [one, huge, other]));
    expect(inserted.refused.map(({ record }) => record._id)).toEqual([huge._id]);
    expect(await expectTrueBooks()).toHaveLength(2);
  });

  it('keeps money beyond what a number can hold', async () => {
    const costNanoUsd = 9_007_199_254_740_993n;
    await write(batch(1, [usageRecord({ costNanoUsd }), usageRecord({ costNanoUsd })]));
    await expectTrueBooks();
    const [rollup] = await database
      .collection('openai_usage_rollups')
      .find({ '_id.period': 'month' }, { useBigInt64: true })
      .toArray();
    expect(rollup).toMatchObject({ costNanoUsd: 2n * costNanoUsd });
  });

  describe('that corrects a record', () => {
    const at = (day: number, said: Partial<UsageRecord> = {}) =>
      usageRecord({ timestamp: new Date(Date.UTC(2024, 0, day, 10)), ...said });

    it('takes it out of all sums, sets, firsts and lasts, and puts it back', async () => {
      const [first, middle, last] = [
        at(1, { userEmail: 'old@example.com' }),
        at(2),
        at(3, { userEmail: null }),
      ];
      await write(batch(1, [first, middle, last, at(2, { userId: 'bob' })]));
      const results = [];
      let number = 2;
      for (const isActive of [false, true])
        for (const { _id } of [first, last, middle]) {
          results.push(...(await write(batch(number++, [correction(_id, isActive)]))));
          await expectTrueBooks();
        }
      expect(results).toEqual(Array(6).fill('corrected'));
      expect((await recordsIn(database)).every(({ isActive }) => isActive)).toBe(true);
    });

    it('says what it could not do', async () => {
      const [record, another] = [at(1), at(2)];
      await write(batch(1, [record]));
      const asked = await write(batch(2, [correction(record._id, true)]));
      expect(asked).toEqual(['unchanged']);
      const unknown = await write(batch(3, [correction(new Types.ObjectId(), false)]));
      expect(unknown).toEqual(['not_found']);
      // Another writer has stored it, and did not live to count it.
      await writer().insert(batch(1, [another], 'b'));
      const early = await write(batch(4, [correction(another._id, false)]));
      expect(early).toEqual(['unsettled']);
      await write(batch(1, [another], 'b'));
      const late = await write(batch(5, [correction(another._id, false)]));
      expect(late).toEqual(['corrected']);
      await expectTrueBooks();
    });

    it('twice in one batch, counts it once', async () => {
      const record = at(1);
      await write(batch(1, [record]));
      const asked = [false, false].map((isActive) => correction(record._id, isActive));
      expect(await write(batch(2, asked))).toEqual(['corrected', 'corrected']);
      expect(await expectTrueBooks()).toMatchObject([{ isActive: false }]);
    });

    it.each(STEPS)(
      'to and fro in one batch, counts what it comes to when its process dies at %s',
      async (fatal) => {
        const records = [at(1), at(2)];
        await write(batch(1, records));
        const asked = records.flatMap(({ _id }, index) =>
          [true, false, index === 0].map((isActive) => correction(_id, isActive)),
        );
        const dead = writer((step) => {
          if (step === fatal) throw new Error('dead');
        });
        await expect(write(batch(2, asked), dead)).rejects.toThrow('dead');
        await write(batch(2, asked));
        expect(await expectTrueBooks()).toMatchObject([{ isActive: true }, { isActive: false }]);
      },
    );

    it.each(STEPS)('and brings it too, counts once when its process dies at %s', async (fatal) => {
      const [record, other] = [at(1), at(2)];
      const both = batch(1, [record, other, correction(record._id, false), correction(other._id, true)]);
      const dead = writer((step) => {
        if (step === fatal) throw new Error('dead');
      });
      await expect(write(both, dead)).rejects.toThrow('dead');
      await write(both);
      expect((await expectTrueBooks()).filter(({ isActive }) => isActive)).toHaveLength(1);
    });

    it('and brings it too, is right as a whole', async () => {
      const record = at(1);
      const both = batch(1, [record, at(2), correction(record._id, false)]);
      await write(both);
      await write(both);
      expect((await expectTrueBooks()).filter(({ isActive }) => isActive)).toHaveLength(1);
    });
  });
});
