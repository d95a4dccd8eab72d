import fc from 'fast-check';
import { storedRecords } from '../../test/support/question';
import { slowDashboard, slowHistory, slowStats, slowTopUsers } from '../../test/support/slow-answers';
import { usageRecord } from '../../test/support/test-service';
import { type Interval } from '../calendar';
import { type UsageRecord } from '../usage';
import { dashboardTotals } from './dashboard-totals';
import { topUsers } from './top-users';
import { UsageDatabase } from './usage-database';
import { userHistory } from './user-history';
import { userStats } from './user-stats';

const SETS = Number(process.env['ANSWER_SETS'] ?? 25);
const QUESTIONS = 12;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const months = fc.constantFrom(...[0, 1, 2, 3].map((month) => Date.UTC(2024, month)));
/** Where periods begin, next to it, and anywhere. */
const instants = fc
  .tuple(
    months,
    fc.oneof(
      fc.constant(0),
      fc.nat(30).map((days) => days * DAY_MS),
    ),
    fc.oneof(
      fc.constant(0),
      fc.nat(95).map((quarters) => quarters * 15 * MINUTE_MS),
      fc.nat(DAY_MS),
    ),
    fc.constantFrom(0, 0, -1, 1),
  )
  .map(([start, ...more]) => new Date(more.reduce((sum, ms) => sum + ms, start)));
const intervals: fc.Arbitrary<Interval> = fc
  .tuple(instants, instants, fc.constantFrom('', '', 'from', 'before', 'both'))
  .map(([one, other, open]) => {
    const [from, before] = one < other ? [one, other] : [other, one];
    return {
      ...(open !== 'from' && open !== 'both' && { from }),
      ...(open !== 'before' && open !== 'both' && { before }),
    };
  });

/** Some users, or so many that the ranking cannot look at all of them. */
const crowds = fc.constantFrom(3, 12, 200);
const callsOf = (crowd: number) =>
  fc.record({
    userId: fc.oneof(
      { weight: 12, arbitrary: fc.nat(crowd - 1).map((number) => `żółw ${number}`) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    timestamp: instants,
    totalTokens: fc.oneof(fc.constantFrom(0, 100), fc.nat(100), fc.nat(100_000)),
    costNanoUsd: fc.oneof(fc.bigInt(0n, 10n ** 9n), fc.constant(null)),
    userEmail: fc.constantFrom('a@example.com', 'ż@example.com', null),
    userName: fc.constantFrom('Ann', 'Zoë', undefined),
    modelName: fc.constantFrom('gpt-4o', 'gpt-4o-mini'),
    outcome: fc.constantFrom('succeeded', 'succeeded', 'stopped', 'failed'),
    usageSource: fc.constantFrom('reported', 'estimated'),
    isActive: fc.oneof(
      { weight: 9, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
  });
const dataSets = crowds
  .chain((crowd) => fc.array(callsOf(crowd), { minLength: crowd, maxLength: 300, size: 'max' }))
  .map((calls) => calls.map((call) => usageRecord(call)));
const questions = fc.record({
  interval: intervals,
  unsettled: fc.tuple(instants, fc.constantFrom(0, 5)).map(([from, days]) => ({
    from,
    before: new Date(from.getTime() + days * DAY_MS),
  })),
  user: fc.nat(13).map((number) => `żółw ${number}`),
  limit: fc.constantFrom<number[]>(1, 2, 3, 10, 1_000),
});
type Question = typeof questions extends fc.Arbitrary<infer Asked> ? Asked : never;

describe('an answer from sums and from what they leave over', () => {
  const stored = storedRecords();

  /** Every page one after the other by their cursors, and each of them by its number. */
  async function expectPages(
    database: UsageDatabase,
    records: readonly UsageRecord[],
    { user, limit }: Question,
  ) {
    const ids = slowHistory(records, user);
    let cursor: string | null | undefined;
    for (let page = 1; cursor !== null; page++) {
      const expected = ids.slice((page - 1) * limit, page * limit);
      const byNumber = await userHistory(database, user, { page, limit });
      const answers =
        cursor === undefined ? [byNumber] : [byNumber, await userHistory(database, user, { cursor, limit })];
      for (const answer of answers) {
        expect(answer.data.map(({ _id }) => _id)).toEqual(expected);
        expect([answer.total, answer.totalPages]).toEqual([ids.length, Math.ceil(ids.length / limit)]);
        expect(answer.cursor === null).toBe(page * limit >= ids.length);
      }
      cursor = byNumber.cursor;
    }
  }

  async function expectAnswers(database: UsageDatabase, records: readonly UsageRecord[], asked: Question) {
    const { interval, unsettled, user, limit } = asked;
    expect(await dashboardTotals(database, interval, unsettled)).toEqual(slowDashboard(records, interval));
    expect(await userStats(database, user, interval, unsettled)).toEqual(slowStats(records, user, interval));
    expect(await topUsers(database, interval, limit, unsettled)).toEqual(
      slowTopUsers(records, interval, limit),
    );
  }

  it('is that of all records one by one, whatever they are and whatever is asked', async () => {
    const sets = fc.tuple(dataSets, fc.array(questions, { minLength: QUESTIONS, maxLength: QUESTIONS }));
    await fc.assert(
      fc.asyncProperty(sets, async ([records, asked]) => {
        const database = new UsageDatabase(await stored(records));
        for (const question of asked) await expectAnswers(database, records, question);
        for (const question of asked.slice(0, 2)) await expectPages(database, records, question);
      }),
      { numRuns: SETS, endOnFailure: true },
    );
  }, 300_000);

  it('of a history is right where even hundreds of its records are of the same instant', async () => {
    const timestamp = new Date('2024-01-15T10:30:00Z');
    const records = [
      ...Array.from({ length: 700 }, () => usageRecord({ timestamp })),
      ...Array.from({ length: 5 }, (_, hours) => usageRecord({ timestamp: new Date(hours * 3_600_000) })),
    ];
    const database = new UsageDatabase(await stored(records));
    const question = { interval: {}, unsettled: { from: timestamp, before: timestamp }, user: 'alice' };
    for (const limit of [7, 100, 1_000]) await expectPages(database, records, { ...question, limit });
  }, 120_000);
});
