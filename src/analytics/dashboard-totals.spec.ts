import { storedRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { type Interval } from '../calendar';
import { type UsageRecord } from '../usage';
import { dashboardTotals, recordTotalsPipeline, rollupTotalsPipeline } from './dashboard-totals';
import { UsageDatabase } from './usage-database';

const NEVER = { from: new Date(0), before: new Date(0) };
const january = { from: new Date('2024-01-01T00:00:00Z'), before: new Date('2024-02-01T00:00:00Z') };

describe('the dashboard totals', () => {
  const stored = storedRecords();
  const answerOver = async (records: readonly UsageRecord[], interval: Interval) =>
    dashboardTotals(new UsageDatabase(await stored(records)), interval, NEVER);

  it('are asked for by one pipeline over rollups, and one over the records at the edges', () => {
    const stretches = [
      { period: 'month', ...january },
      { period: 'day', from: january.from },
    ] as const;
    expect(rollupTotalsPipeline(stretches)).toMatchSnapshot();
    expect(recordTotalsPipeline(january)).toMatchSnapshot();
  });

  it('sum up what counts, and say what they cannot know', async () => {
    const answer = await answerOver(
      [
        usageRecord({ userId: 'alice', totalTokens: 150, costNanoUsd: 45_000n }),
        usageRecord({
          userId: 'alice',
          totalTokens: 30,
          costNanoUsd: 5n,
          costStatus: 'estimated',
          usageSource: 'estimated',
          outcome: 'stopped',
        }),
        usageRecord({ userId: 'bob', totalTokens: 20, costNanoUsd: 7n }),
        usageRecord({
          userId: 'bob',
          totalTokens: 10,
          cost: null,
          costNanoUsd: null,
          costStatus: 'unpriced',
        }),
        usageRecord({
          userId: 'carol',
          totalTokens: 0,
          cost: 0,
          costNanoUsd: 0n,
          costStatus: 'free',
          outcome: 'failed',
        }),
        usageRecord({ userId: null, totalTokens: 5, costNanoUsd: 3n }),
        usageRecord({ userId: null, totalTokens: 0, costNanoUsd: 0n, costStatus: 'free', outcome: 'failed' }),
        usageRecord({ userId: 'dave', isActive: false }),
        usageRecord({ userId: 'erin', timestamp: january.before }),
        usageRecord({ userId: 'frank', timestamp: new Date(january.from.getTime() - 1) }),
      ],
      january,
    );
    expect(answer).toEqual({
      totalTokens: 215,
      totalCost: 0.000045015,
      totalCostNanoUsd: '45015',
      totalRequests: 5,
      failedRequests: 2,
      unpricedRequests: 1,
      estimatedRequests: 1,
      uniqueUsers: 3,
      unattributedRequests: 2,
      unattributedCost: 0.000000003,
    });
  });

  it('are exact beyond what a floating-point number holds', async () => {
    const records = [9_007_199_254_740_993n, 2n].map((costNanoUsd) => usageRecord({ costNanoUsd }));
    for (const interval of [
      {},
      { from: new Date('2024-01-15T10:30:00Z'), before: new Date('2024-01-15T10:31:00Z') },
    ])
      expect((await answerOver(records, interval)).totalCostNanoUsd).toBe('9007199254740995');
  });

  it('are zeros where there is nothing', async () => {
    expect(await answerOver([], {})).toMatchObject({
      totalTokens: 0,
      totalCost: 0,
      totalCostNanoUsd: '0',
      totalRequests: 0,
      uniqueUsers: 0,
    });
  });
});
