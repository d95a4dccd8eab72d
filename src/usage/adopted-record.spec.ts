import { mongo, Types } from 'mongoose';
import { adoptionOf } from './adopted-record';

const ann = new Types.ObjectId();

/** A record as the original document describes it. */
const original = {
  userId: ann,
  userEmail: 'ann@example.com',
  modelName: 'gpt-3.5-turbo',
  promptTokens: 100,
  completionTokens: 50,
  totalTokens: 150,
  cost: 0.006,
  operation: 'test_generation',
  timestamp: new Date('2024-01-31T23:59:59Z'),
  date: '2024-02-01',
  month: '2024-02',
  year: 2024,
  isActive: true,
  __v: 0,
};

describe('a record that another program has written', () => {
  it('becomes one of ours, in place', () => {
    const fields = {
      userId: ann.toHexString(),
      userEmail: 'ann@example.com',
      modelName: 'gpt-3.5-turbo',
      operation: 'test_generation',
      promptTokens: 100,
      completionTokens: 50,
      totalTokens: 150,
      cachedTokens: 0,
      cacheWriteTokens: 0,
      audioTokens: 0,
      reasoningTokens: 0,
      usageSource: 'reported',
      cost: 0.006,
      costNanoUsd: 6_000_000n,
      costStatus: 'supplied',
      // Its days were those of another zone.
      date: '2024-01-31',
      month: '2024-01',
      year: 2024,
      isActive: true,
      outcome: 'succeeded',
      endpoint: 'unknown',
      attempt: 1,
      streamed: false,
      durationMs: 0,
    };
    expect(adoptionOf(original)).toEqual({ fields });
  });

  it.each([
    [0.1 + 0.2, 300_000_000n, 0.3],
    [1e-7, 100n, 1e-7],
    // Halves go to the even neighbour.
    [0.0000000005, 0n, 0],
    [0.0000000015, 2n, 2e-9],
    [0, 0n, 0],
    [mongo.Decimal128.fromString('0.0045'), 4_500_000n, 0.0045],
  ])('keeps a cost of %s, to the nano-dollar', (cost, costNanoUsd, usd) => {
    const supplied = cost === usd ? {} : { suppliedCost: cost };
    const fields = { costNanoUsd, cost: usd, costStatus: 'supplied', ...supplied };
    expect(adoptionOf({ ...original, cost })).toMatchObject({ fields });
  });

  it.each([undefined, null, NaN, Infinity, -1, 'much', {}])(
    'has no cost, rather than none to pay, for %p',
    (cost) => {
      const fields = { cost: null, costNanoUsd: null, costStatus: 'unpriced' };
      expect(adoptionOf({ ...original, cost })).toMatchObject({ fields });
    },
  );

  it.each([
    [{ userId: 'ann' }, { userId: 'ann' }],
    [{ userId: 7 }, { userId: '7' }],
    [{ userId: null }, { userId: null }],
    [{ userEmail: '' }, { userEmail: null }],
    [{ modelName: undefined }, { modelName: 'unknown' }],
    [{ isActive: undefined }, { isActive: true }],
    [{ isActive: false }, { isActive: false }],
    [{ totalTokens: undefined }, { totalTokens: 150 }],
    [
      { promptTokens: undefined, completionTokens: undefined, totalTokens: undefined },
      { totalTokens: 0, usageSource: 'missing' },
    ],
  ])('with %o is taken over with %o', (said, fields) => {
    expect(adoptionOf({ ...original, ...said })).toMatchObject({ fields });
  });

  it.each([
    [{ timestamp: '2024-01-31' }, 'its timestamp is no date'],
    [{ userId: {} }, 'its userId is neither an ObjectId nor a text'],
    [{ promptTokens: 1.5 }, 'its promptTokens is no whole number'],
    [{ totalTokens: -1 }, 'its totalTokens is no whole number'],
    [{ isActive: 'yes' }, 'its isActive is neither true nor false'],
    [{ outcome: 'odd' }, 'its outcome is none of ours'],
  ])('with %o stays as it is', (said, obstacle) => {
    expect(adoptionOf({ ...original, ...said })).toEqual({ obstacle });
  });
});
