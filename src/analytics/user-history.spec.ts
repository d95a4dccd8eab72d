import { Types } from 'mongoose';
import { storedRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { historyPipeline } from './history-rows';
import { monthsPipeline } from './months';
import { dailyCountsPipeline, monthlyCountsPipeline } from './record-counts';
import { UsageDatabase } from './usage-database';
import { userHistory } from './user-history';

describe('the history of a user', () => {
  const stored = storedRecords();

  it('is asked for by one pipeline, its counts by others', () => {
    const before = new Date('2024-02-01');
    const part = { startAt: 'newest', order: 'by instant', skip: 40, limit: 20 } as const;
    expect(historyPipeline('alice', { ...part, interval: { before } })).toMatchSnapshot();
    const after = { timestamp: new Date('2024-01-15'), _id: new Types.ObjectId('0'.repeat(24)) };
    const [match, sort] = historyPipeline('alice', {
      ...part,
      interval: {},
      after,
      startAt: 'oldest',
      order: 'exact',
    });
    expect([match, sort]).toMatchSnapshot();
    expect(monthsPipeline({ before })).toMatchSnapshot();
    expect(monthlyCountsPipeline('alice')).toMatchSnapshot();
    expect(dailyCountsPipeline('alice')).toMatchSnapshot();
  });

  it('comes newest first, of one instant the greatest id first, in pages that leave nothing out', async () => {
    const ids = Array.from({ length: 7 }, (_, n) => new Types.ObjectId(String(n).padStart(24, '0')));
    const minute = [3, 1, 2, 2, 2, 5, 0];
    const records = ids.map((_id, n) =>
      usageRecord({ _id, timestamp: new Date(Date.UTC(2024, 0, 1, 0, minute[n])) }),
    );
    const others = [usageRecord({ userId: 'bob' }), usageRecord({ isActive: false })];

    const database = new UsageDatabase(await stored([...records, ...others]));
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => userHistory(database, 'alice', { page, limit: 3 })),
    );
    expect(pages.map(({ data }) => data.map(({ _id }) => Number(_id)))).toEqual([
      [5, 0, 4],
      [3, 2, 1],
      [6],
      [],
    ]);
    expect(pages[3]).toMatchObject({ total: 7, page: 4, totalPages: 3 });
  });

  it('counts what counts', async () => {
    const records = [
      usageRecord(),
      usageRecord(),
      usageRecord({ isActive: false }),
      usageRecord({ userId: 'bob' }),
    ];
    const database = new UsageDatabase(await stored(records));
    expect(await userHistory(database, 'alice', { page: 1, limit: 10 })).toMatchObject({
      total: 2,
      totalPages: 1,
      cursor: null,
    });
    expect(await userHistory(database, 'nobody', { page: 1, limit: 10 })).toEqual({
      data: [],
      total: 0,
      page: 1,
      totalPages: 0,
      cursor: null,
    });
  });

  it('shows a call with all that is known of it, and null for what is not', async () => {
    const [priced, unpriced] = [
      usageRecord({
        userName: 'Alice',
        responseId: 'chatcmpl-1',
        route: 'POST /api/test-generation',
        usageClasses: { input: 100, output: 50 },
        rawUsage: { prompt_tokens: 100 },
      }),
      usageRecord({ userEmail: null, cost: null, costNanoUsd: null, costStatus: 'unpriced' }),
    ];
    const database = new UsageDatabase(await stored([priced, unpriced]));
    const { data } = await userHistory(database, 'alice', { page: 1, limit: 10 });
    expect(data[1]).toEqual({
      _id: String(priced._id),
      userId: 'alice',
      userEmail: 'alice@example.com',
      userName: 'Alice',
      modelName: 'gpt-4o-mini',
      promptTokens: 100,
      completionTokens: 50,
      totalTokens: 150,
      cachedTokens: 0,
      reasoningTokens: 0,
      cost: 0.000045,
      costNanoUsd: '45000',
      costStatus: 'priced',
      unpricedReason: null,
      usageClasses: { input: 100, output: 50 },
      operation: 'test_generation',
      route: 'POST /api/test-generation',
      outcome: 'succeeded',
      success: true,
      usageSource: 'reported',
      durationMs: 12.5,
      responseId: 'chatcmpl-1',
      timestamp: '2024-01-15T10:30:00.000Z',
    });
    expect(data[0]).toMatchObject({
      cost: null,
      costNanoUsd: null,
      userEmail: '',
      userName: '',
      unpricedReason: null,
      usageClasses: {},
      route: null,
      responseId: null,
    });
  });
});
