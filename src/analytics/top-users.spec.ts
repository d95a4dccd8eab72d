import { overRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { type UsageRecord } from '../usage';
import { topUsersOf, topUsersPipeline } from './top-users';

describe('the top users', () => {
  const answerOver = overRecords();

  it('are asked for by one pipeline', () => {
    expect(topUsersPipeline({ from: new Date('2024-01-01T00:00:00Z') }, 5)).toMatchSnapshot();
  });

  it('come with the most tokens first, equal ones by id, and nobody is none of them', async () => {
    const rows = await answerOver(
      [
        usageRecord({ userId: 'bob', totalTokens: 100 }),
        usageRecord({ userId: 'alice', totalTokens: 60 }),
        usageRecord({ userId: 'alice', totalTokens: 40 }),
        usageRecord({ userId: 'Zoe', totalTokens: 100 }),
        usageRecord({ userId: 'carol', totalTokens: 500 }),
        usageRecord({ userId: 'dave', totalTokens: 1 }),
        usageRecord({ userId: null, totalTokens: 9_999 }),
      ],
      topUsersPipeline({}, 4),
    );
    expect(
      topUsersOf(rows).map(({ _id, totalTokens, totalRequests }) => [_id, totalTokens, totalRequests]),
    ).toEqual([
      ['carol', 500, 1],
      ['Zoe', 100, 1],
      ['alice', 100, 2],
      ['bob', 100, 1],
    ]);
  });

  it('have the email that was seen last, if any was', async () => {
    const seen = (day: number, userEmail: string | null) =>
      usageRecord({ userEmail, timestamp: new Date(Date.UTC(2024, 0, day)) });
    const rows = await answerOver(
      [
        seen(3, 'new@example.com'),
        seen(4, null),
        seen(1, 'old@example.com'),
        usageRecord({ userId: 'bob', userEmail: null }),
      ],
      topUsersPipeline({}, 10),
    );
    expect(topUsersOf(rows).map(({ _id, userEmail }) => [_id, userEmail])).toEqual([
      ['alice', 'new@example.com'],
      ['bob', ''],
    ]);
  });

  it('have the name that was seen last, whether an email came with it or not', async () => {
    const seen = (day: number, who: Partial<UsageRecord>) =>
      usageRecord({ ...who, timestamp: new Date(Date.UTC(2024, 0, day)) });
    const rows = await answerOver(
      [
        seen(2, { userName: 'Alice New', userEmail: null }),
        seen(1, { userName: 'Zoe Old', userEmail: 'zoe@example.com' }),
        seen(3, { userEmail: null }),
        usageRecord({ userId: 'bob' }),
      ],
      topUsersPipeline({}, 10),
    );
    expect(topUsersOf(rows).map(({ _id, userEmail, userName }) => [_id, userEmail, userName])).toEqual([
      ['alice', 'zoe@example.com', 'Alice New'],
      ['bob', 'alice@example.com', ''],
    ]);
  });
});
