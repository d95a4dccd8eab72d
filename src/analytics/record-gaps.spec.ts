import { overRecords } from '../../test/support/question';
import { usageRecord } from '../../test/support/test-service';
import { recordGapsOf, recordGapsPipeline } from './record-gaps';

describe('what records lack', () => {
  const answerOver = overRecords();

  it('is asked for by one pipeline', () => {
    expect(recordGapsPipeline({ from: new Date('2024-01-01T00:00:00Z') }, 1_000)).toMatchSnapshot();
  });

  it('is a user, usage or a price, with the names that have it most', async () => {
    const unknown = (modelName: string) =>
      usageRecord({
        modelName,
        cost: null,
        costNanoUsd: null,
        costStatus: 'unpriced',
        unpricedReason: 'unknown_model',
      });
    const rows = await answerOver(
      [
        usageRecord(),
        usageRecord({ userId: null, operation: 'nightly' }),
        usageRecord({ userId: null, operation: 'nightly', modelName: 'gpt-4o' }),
        usageRecord({ userId: null, operation: 'import' }),
        usageRecord({ usageSource: 'missing', costStatus: 'unpriced' }),
        usageRecord({ usageSource: 'estimated', costStatus: 'estimated' }),
        usageRecord({
          usageSource: 'none',
          costStatus: 'free',
          outcome: 'failed',
          failure: 'http',
          httpStatus: 429,
        }),
        usageRecord({ outcome: 'failed', failure: 'cut' }),
        usageRecord({ outcome: 'failed', failure: 'cut' }),
        ...['a', 'b', 'c', 'd', 'e', 'f', 'b'].map(unknown),
        usageRecord({ isActive: false, userId: null }),
      ],
      recordGapsPipeline({}, 1_000),
    );
    expect(recordGapsOf(rows)).toEqual({
      records: 16,
      withoutUser: 3,
      withoutUsage: 1,
      withoutPrice: 8,
      failed: 3,
      operationsWithoutUser: [
        { name: 'nightly', records: 2 },
        { name: 'import', records: 1 },
      ],
      modelsWithoutPrice: [
        { name: 'b', reason: 'unknown_model', records: 2 },
        ...['a', 'c', 'd', 'e'].map((name) => ({ name, reason: 'unknown_model', records: 1 })),
      ],
      failures: [
        { name: 'cut', records: 2 },
        { name: 'http', reason: '429', records: 1 },
      ],
    });
  });

  it('is asked of the newest records only', async () => {
    const on = (day: number, userId: string | null) =>
      usageRecord({ userId, timestamp: new Date(Date.UTC(2024, 0, day)) });
    const rows = await answerOver(
      [on(1, null), on(5, 'alice'), on(4, null), on(3, null), on(6, null)],
      recordGapsPipeline({ from: new Date('2024-01-02'), before: new Date('2024-01-06') }, 2),
    );
    expect(recordGapsOf(rows)).toMatchObject({ records: 2, withoutUser: 1 });
  });

  it('is nothing where there are no records', async () => {
    const rows = await answerOver([], recordGapsPipeline({}, 1_000));
    expect(recordGapsOf(rows)).toMatchObject({ records: 0, withoutUser: 0, modelsWithoutPrice: [] });
  });
});
