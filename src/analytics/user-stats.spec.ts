import { overRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { userStatsOf, userStatsPipeline } from './user-stats';

describe('the statistics of a user', () => {
  const answerOver = overRecords();

  it('are asked for by one pipeline', () => {
    expect(userStatsPipeline('alice', { before: new Date('2024-02-01T00:00:00Z') })).toMatchSnapshot();
  });

  it('sum up this user alone', async () => {
    const records = [
      usageRecord({ userId: 'alice', totalTokens: 10, costNanoUsd: 1n }),
      usageRecord({ userId: 'alice', totalTokens: 20, costNanoUsd: 2n, isActive: false }),
      usageRecord({ userId: 'alice2', totalTokens: 40, costNanoUsd: 4n }),
      usageRecord({ userId: null, totalTokens: 80, costNanoUsd: 8n }),
    ];
    const rows = await answerOver(records, userStatsPipeline('alice', {}));
    expect(userStatsOf(rows)).toMatchObject({
      totalTokens: 10,
      totalCostNanoUsd: '1',
      totalRequests: 1,
      failedRequests: 0,
    });
  });

  it('of somebody unknown are zeros', async () => {
    const rows = await answerOver([usageRecord()], userStatsPipeline('nobody', {}));
    expect(userStatsOf(rows)).toMatchObject({ totalTokens: 0, totalCost: 0, totalRequests: 0 });
  });
});
