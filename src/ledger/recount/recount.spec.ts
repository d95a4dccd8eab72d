import { type mongo, Types } from 'mongoose';
import { booksOf } from '../../../test/support/ledger-books';
import { emptyDatabase } from '../../../test/support/mongodb';
import { differencesOf, storedBooks } from '../../../test/support/stored-books';
import { usageRecord } from '../../../test/support/test-service';
import { type UsageRecord } from '../../usage';
import { BatchGroups } from '../batch-groups';
import { type LedgerBatch, type LedgerEntry } from '../ledger-entry';
import { LedgerVerifier } from '../ledger-verifier';
import { LedgerWriter } from '../ledger-writer';
import { rebuild } from '../rebuild';

const UNPRICED = { cost: null, costNanoUsd: null, costStatus: 'unpriced' } as const;

describe('rollups that something has happened to', () => {
  let database: mongo.Db;
  let drop: () => Promise<void>;
  let number: number;

  beforeAll(async () => {
    ({ database, drop } = await emptyDatabase());
  });
  afterAll(() => drop());
  beforeEach(async () => {
    await database.dropDatabase();
    number = 1;
    await write(...calls);
  });

  const writer = () => new LedgerWriter(() => database);

  async function write(...items: readonly LedgerEntry[]): Promise<void> {
    const by = writer();
    const batch: LedgerBatch = {
      writer: 'writer-a',
      number: number++,
      items,
      isDamaged: false,
      done: () => undefined,
    };
    const groups = new BatchGroups();
    const progress = await by.progressOf(batch.writer);
    groups.add(await by.insert(batch), progress);
    for (let group = groups.take(); group !== undefined; group = groups.take()) await by.count(group, []);
  }

  /** Of two users and nobody, in two months, at the ends of days and quarters. */
  const calls = [
    '2024-01-31T23:59:59.999Z',
    '2024-02-01T00:00:00.000Z',
    '2024-02-01T00:14:59.999Z',
    '2024-02-29T12:00:00.000Z',
  ].flatMap((text) => {
    const timestamp = new Date(text);
    return [
      usageRecord({ timestamp, userName: 'Al' }),
      usageRecord({ timestamp, userId: 'bob', userEmail: null, outcome: 'failed', ...UNPRICED }),
      usageRecord({ timestamp, userId: null, userEmail: null, modelName: 'gpt.4$o' }),
    ];
  });

  const verify = (range: Parameters<LedgerVerifier['verify']>[0] = {}, from?: string) =>
    new LedgerVerifier(() => database).verify(range, from, 10_000);
  const stored = () =>
    database.collection<UsageRecord>('openai_token_usage').find({}, { useBigInt64: true }).toArray();

  async function expectTrueBooks(): Promise<void> {
    expect(differencesOf(await storedBooks(database), booksOf(await stored()))).toEqual([]);
    expect(await verify()).toMatchObject({ isConsistent: true, firstDifference: null, continueFrom: null });
  }

  it('are consistent where nothing has', async () => {
    expect(await verify()).toEqual({
      isConsistent: true,
      checked: { records: 12, rollups: 32, userMonths: 4, userSets: 8 },
      unsettled: 0,
      firstDifference: null,
      continueFrom: null,
    });
    expect(await rebuild(database)).toMatchObject({ mended: 0, stamped: 0, left: [] });
    await expectTrueBooks();
  });

  const rollups = () => database.collection('openai_usage_rollups');
  const months = () => database.collection('openai_usage_user_months');
  const sets = () => database.collection('openai_usage_user_sets');
  const january = new Date('2024-01-01');

  it.each<readonly [string, RegExp, () => Promise<unknown>]>([
    [
      'a sum of a quarter',
      /quarter 2024-01-31T23:45/,
      () => rollups().updateOne({ '_id.period': 'quarter' }, { $inc: { totalTokens: 1 } }),
    ],
    [
      'a sum of a day',
      /day 2024-01-31/,
      () => rollups().updateOne({ '_id.period': 'day' }, { $inc: { costNanoUsd: 1 } }),
    ],
    [
      'a sum of a month',
      /month 2024-01-01/,
      () => rollups().updateOne({ '_id.period': 'month' }, { $unset: { totalTokens: '' } }),
    ],
    [
      'a sum that is no number',
      /quarter 2024-01-31T23:45/,
      () => rollups().updateOne({ '_id.period': 'quarter' }, { $set: { totalTokens: 'many' } }),
    ],
    [
      'a sum with a fraction',
      /quarter 2024-01-31T23:45/,
      () => rollups().updateOne({ '_id.period': 'quarter' }, { $set: { totalTokens: 0.5 } }),
    ],
    [
      'a sum of all of a quarter',
      /all of the quarter 2024-01-31T23:45/,
      () => rollups().updateOne({ '_id.all': 'quarter' }, { $inc: { totalTokens: 1 } }),
    ],
    [
      'a sum of all of a day',
      /all of the day 2024-01-31/,
      () => rollups().updateOne({ '_id.all': 'day' }, { $inc: { costNanoUsd: 1 } }),
    ],
    [
      'a sum of all of a month',
      /all of the month 2024-01-01/,
      () => rollups().updateOne({ '_id.all': 'month' }, { $unset: { totalTokens: '' } }),
    ],
    [
      'lost sums of all',
      /all of the quarter 2024-01-31T23:45/,
      () => rollups().deleteMany({ '_id.all': { $exists: true } }),
    ],
    [
      'all of a day that never was',
      /all of the day 2023-05-01T00:00/,
      () =>
        rollups().insertOne({
          _id: { all: 'day', start: new Date('2023-05-01') },
          writers: {},
          failedRequests: 1,
        } as never),
    ],
    ['a lost quarter', /quarter 2024-01-31T23:45/, () => rollups().deleteOne({ '_id.period': 'quarter' })],
    ['all rollups', /quarter 2024-01-31T23:45/, () => rollups().deleteMany({})],
    [
      'a quarter that never was',
      /quarter 2023-05-01T00:00/,
      () =>
        rollups().insertOne({
          _id: {
            period: 'quarter',
            start: new Date('2023-05-01'),
            modelName: 'x',
            operation: 'y',
            outcome: 'failed',
          },
          writers: {},
          failedRequests: 1,
        } as never),
    ],
    [
      "a user's month",
      /month 2024-01-01.* of user alice/,
      () => months().updateOne({ '_id.userId': 'alice' }, { $inc: { promptTokens: -1 } }),
    ],
    ...(
      [
        ['a day of a user', { $inc: { 'days.31.totalTokens': 1 } }],
        ['a day that never was', { $set: { 'days.3': { failedRequests: 1 } } }],
        ['a lost day', { $unset: { 'days.31': '' } }],
        ['lost days', { $unset: { days: '' } }],
        ['a day that is a text', { $set: { 'days.31': 'text' } }],
        ['a day without records that is a text', { $set: { 'days.3': 'text' } }],
        ['days that are a text', { $set: { days: 'text' } }],
      ] as const
    ).map(
      ([name, damage]) =>
        [
          name,
          /month 2024-01-01.* of user alice/,
          () => months().updateOne({ '_id.userId': 'alice', '_id.month': january }, damage),
        ] as const,
    ),
    ["lost users' months", /month 2024-01-01.* of user alice/, () => months().deleteMany({})],
    [
      "somebody else's month",
      /month 2024-01-01.* of user eve/,
      () =>
        months().insertOne({
          _id: { month: january, userId: 'eve' },
          writers: {},
          version: 1,
          totalRequests: 1,
        } as never),
    ],
    [
      'a first call',
      /month 2024-01-01.* of user alice/,
      () => months().updateOne({ '_id.userId': 'alice' }, { $set: { firstAt: january } }),
    ],
    [
      'a last name',
      /month 2024-01-01.* of user alice/,
      () => months().updateOne({ '_id.userId': 'alice' }, { $set: { 'lastName.text': 'Eve' } }),
    ],
    [
      'a user missing from a set',
      /users of the quarter 2024-01-31T23:45/,
      () => sets().updateOne({ '_id.period': 'quarter' }, { $bit: { 'words.0': { and: 2n } } }),
    ],
    ['lost sets', /users of the quarter 2024-01-31T23:45/, () => sets().deleteMany({})],
    [
      'a user too much in a month',
      /users of the month 2024-01-01/,
      async () => {
        await write(usageRecord({ userId: 'carol', timestamp: new Date('2024-02-02') }));
        await sets().updateOne({ '_id.period': 'month' }, { $bit: { 'words.0': { or: 4n } } });
      },
    ],
    [
      'a bit that is nobody’s',
      /users of the quarter 2024-01-31T23:45/,
      () => sets().updateOne({ '_id.period': 'quarter' }, { $bit: { 'words.7': { or: -1n << 63n } } }),
    ],
    [
      'lost users',
      /users of the quarter 2024-01-31T23:45/,
      () => database.collection('openai_usage_users').deleteMany({}),
    ],
    [
      'a record past the ledger',
      /^the record [\da-f]{24}$/,
      () =>
        database
          .collection('openai_token_usage')
          .insertOne({ ...usageRecord({ timestamp: new Date('2024-01-31T12:00:00Z') }) }),
    ],
  ])('are told apart and put right: %s', async (_, where, damage) => {
    await damage();
    const verification = await verify();
    expect(verification.isConsistent).toBe(false);
    expect(verification.firstDifference?.where).toMatch(where);
    await rebuild(database);
    await expectTrueBooks();
    expect(await rebuild(database)).toMatchObject({ mended: 0, stamped: 0 });
    await write(usageRecord({ timestamp: new Date('2024-01-31T23:59:00Z') }), usageRecord());
    await expectTrueBooks();
  });

  it.each<readonly [string, RegExp, object]>([
    ['cost parts that do not sum to the cost', /costParts that sum to 45000/, { costParts: { input: 1n } }],
    ['a cost though it is unpriced', /no cost, since costStatus is unpriced/, { costStatus: 'unpriced' }],
    ['no cost though it is priced', /a cost, since/, { costNanoUsd: null, cost: null }],
    ['a cost that is not its integer', /cost 0.000045/, { cost: 0.5 }],
    ['tokens that are no integer', /promptTokens is an integer/, { promptTokens: 0.5 }],
    ['a user of another type', /userId is a text/, { userId: new Types.ObjectId() }],
  ])('have a record with %s, which is named', async (_, expected, change) => {
    const record = usageRecord({ timestamp: new Date('2024-01-30T00:00:00Z') });
    await write(record);
    await database.collection('openai_token_usage').updateOne({ _id: record._id }, { $set: change });
    const { firstDifference } = await verify();
    expect(firstDifference?.where).toBe(`the record ${String(record._id)}`);
    expect(firstDifference?.expected).toMatch(expected);
  });
});
