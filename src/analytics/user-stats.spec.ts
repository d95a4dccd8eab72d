import { storedRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { type Stretch } from './cover';
import { UsageDatabase } from './usage-database';
import { userMonthsPipeline, userRecordsPipeline, userStats } from './user-stats';

/** All until the end of January, but for its last day, and two more around the end of February. */
const MONTHS_AND_DAYS: readonly Stretch[] = [
  { period: 'month', sign: 1, before: new Date('2024-02-01') },
  { period: 'day', sign: -1, from: new Date('2024-01-31'), before: new Date('2024-02-01') },
  { period: 'day', sign: 1, from: new Date('2024-02-29'), before: new Date('2024-03-02') },
];
const NEVER = { from: new Date(0), before: new Date(0) };

describe('the statistics of a user', () => {
  const stored = storedRecords();

  it('are asked for by one pipeline over months and their days, and one over the records of others', () => {
    expect(userMonthsPipeline('alice', MONTHS_AND_DAYS)).toMatchSnapshot();
    expect(userRecordsPipeline('alice', { before: new Date('2024-01-05T00:00:00Z') })).toMatchSnapshot();
  });

  it('sum up this user alone', async () => {
    const records = [
      usageRecord({ userId: 'alice', totalTokens: 10, costNanoUsd: 1n }),
      usageRecord({ userId: 'alice', totalTokens: 20, costNanoUsd: 2n, isActive: false }),
      usageRecord({ userId: 'alice2', totalTokens: 40, costNanoUsd: 4n }),
      usageRecord({ userId: null, totalTokens: 80, costNanoUsd: 8n }),
    ];
    const database = new UsageDatabase(await stored(records));
    expect(await userStats(database, 'alice', {}, NEVER)).toMatchObject({
      totalTokens: 10,
      totalCostNanoUsd: '1',
      totalRequests: 1,
      failedRequests: 0,
    });
  });

  it('of somebody unknown are zeros', async () => {
    const database = new UsageDatabase(await stored([usageRecord()]));
    expect(await userStats(database, 'nobody', {}, NEVER)).toMatchObject({
      totalTokens: 0,
      totalCost: 0,
      totalRequests: 0,
    });
  });
});
