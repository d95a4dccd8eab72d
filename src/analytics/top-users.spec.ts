import { storedRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { type Interval } from '../calendar';
import { type UsageRecord } from '../usage';
import { heaviestMonthsPipeline } from './candidates';
import { tokensOfMonthsPipeline, tokensOfRecordsPipeline } from './everybodys-tokens';
import { seenInRecordsPipeline } from './last-seen';
import { monthsOfEach } from './ranges';
import { topUsers } from './top-users';
import { UsageDatabase } from './usage-database';
import { heaviestUsersPipeline, usersMonthsPipeline, usersRecordsPipeline } from './usage-of-users';

const NEVER = { from: new Date(0), before: new Date(0) };

describe('the top users', () => {
  const stored = storedRecords();
  const topOf = async (records: readonly UsageRecord[], limit: number, interval: Interval = {}) =>
    topUsers(new UsageDatabase(await stored(records)), interval, limit, NEVER);

  it('are asked for by pipelines over months and their days, and over what is no whole day', () => {
    const january = { from: new Date('2024-01-01'), before: new Date('2024-02-01') };
    const months = [{ period: 'month', sign: 1, ...january }] as const;
    const ofBoth = monthsOfEach(['alice', 'bob'], [january.from]);
    expect(heaviestMonthsPipeline([january.from], 5)).toMatchSnapshot();
    expect(heaviestUsersPipeline(january.from, 5)).toMatchSnapshot();
    expect(usersMonthsPipeline(ofBoth, months, { before: january.before })).toMatchSnapshot();
    expect(usersRecordsPipeline(['alice', 'bob'], january)).toMatchSnapshot();
    expect(tokensOfMonthsPipeline([january.from], months)).toMatchSnapshot();
    expect(tokensOfRecordsPipeline(january)).toMatchSnapshot();
    expect(seenInRecordsPipeline(['alice'], january)).toMatchSnapshot();
  });

  it('come with the most tokens first, equal ones by id, and nobody is none of them', async () => {
    const users = await topOf(
      [
        usageRecord({ userId: 'bob', totalTokens: 100 }),
        usageRecord({ userId: 'alice', totalTokens: 60 }),
        usageRecord({ userId: 'alice', totalTokens: 40 }),
        usageRecord({ userId: 'Zoe', totalTokens: 100 }),
        usageRecord({ userId: 'carol', totalTokens: 500 }),
        usageRecord({ userId: 'dave', totalTokens: 1 }),
        usageRecord({ userId: null, totalTokens: 9_999 }),
      ],
      4,
    );
    expect(users.map(({ _id, totalTokens, totalRequests }) => [_id, totalTokens, totalRequests])).toEqual([
      ['carol', 500, 1],
      ['Zoe', 100, 1],
      ['alice', 100, 2],
      ['bob', 100, 1],
    ]);
  });

  it('of a month are told apart where some have no tokens, or no records any more', async () => {
    const january = { from: new Date('2024-01-01'), before: new Date('2024-02-01') };
    const records = [
      usageRecord({ userId: 'dave', totalTokens: 0, outcome: 'failed' }),
      usageRecord({ userId: 'bob', totalTokens: 0 }),
      usageRecord({ userId: 'alice', totalTokens: 500, isActive: false }),
      usageRecord({ userId: 'carol', totalTokens: 7 }),
    ];
    const idsOf = async (limit: number) => (await topOf(records, limit, january)).map(({ _id }) => _id);
    expect(await idsOf(1)).toEqual(['carol']);
    expect(await idsOf(2)).toEqual(['carol', 'bob']);
    expect(await idsOf(3)).toEqual(['carol', 'bob', 'dave']);
    expect(await idsOf(10)).toEqual(['carol', 'bob', 'dave']);
  });

  it('have the email that was seen last, if any was', async () => {
    const seen = (day: number, userEmail: string | null) =>
      usageRecord({ userEmail, timestamp: new Date(Date.UTC(2024, 0, day)) });
    const users = await topOf(
      [
        seen(3, 'new@example.com'),
        seen(4, null),
        seen(1, 'old@example.com'),
        usageRecord({ userId: 'bob', userEmail: null }),
      ],
      10,
    );
    expect(users.map(({ _id, userEmail }) => [_id, userEmail])).toEqual([
      ['alice', 'new@example.com'],
      ['bob', ''],
    ]);
  });

  it('have the name that was seen last, whether an email came with it or not', async () => {
    const seen = (day: number, who: Partial<UsageRecord>) =>
      usageRecord({ ...who, timestamp: new Date(Date.UTC(2024, 0, day)) });
    const users = await topOf(
      [
        seen(2, { userName: 'Alice New', userEmail: null }),
        seen(1, { userName: 'Zoe Old', userEmail: 'zoe@example.com' }),
        seen(3, { userEmail: null }),
        usageRecord({ userId: 'bob' }),
      ],
      10,
    );
    expect(users.map(({ _id, userEmail, userName }) => [_id, userEmail, userName])).toEqual([
      ['alice', 'zoe@example.com', 'Alice New'],
      ['bob', 'alice@example.com', ''],
    ]);
  });

  it('have what was seen last in the interval, also where the month goes on after it', async () => {
    const seen = (instant: string, userEmail: string | null, userName?: string) =>
      usageRecord({ userEmail, ...(userName !== undefined && { userName }), timestamp: new Date(instant) });
    const records = [
      seen('2024-01-02T00:00:00Z', 'january@example.com', 'January'),
      seen('2024-02-03T00:00:00Z', 'early@example.com'),
      seen('2024-02-28T11:00:00Z', null),
      seen('2024-02-28T13:00:00Z', 'late@example.com', 'Late'),
    ];
    const emailBefore = async (before: string) => {
      const [alice] = await topOf(records, 1, { before: new Date(before) });
      return [alice?.userEmail, alice?.userName];
    };
    expect(await emailBefore('2024-02-28T12:00:00Z')).toEqual(['early@example.com', 'January']);
    expect(await emailBefore('2024-02-29T12:00:00Z')).toEqual(['late@example.com', 'Late']);
    expect(await emailBefore('2024-01-02T00:00:00.001Z')).toEqual(['january@example.com', 'January']);
  });

  it('of a part of a month are found among many, whose months say little of that part', async () => {
    const records = Array.from({ length: 150 }, (_, user) => [
      usageRecord({ userId: `user${user}`, totalTokens: 10_000 - user }),
      usageRecord({ userId: `user${user}`, totalTokens: user, timestamp: new Date('2024-01-03T12:00:00Z') }),
    ]).flat();
    const users = await topOf(records, 2, {
      from: new Date('2024-01-03T06:00:00Z'),
      before: new Date('2024-01-05T18:00:00Z'),
    });
    expect(users.map(({ _id, totalTokens }) => [_id, totalTokens])).toEqual([
      ['user149', 149],
      ['user148', 148],
    ]);
  });
});
