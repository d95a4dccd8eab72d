import { usageIndexes } from '../usage';
import { indexPlan, type ListedIndex } from './index-plan';

const seed = usageIndexes('seed');
const lean = usageIndexes('lean');
const id: ListedIndex = { v: 2, key: { _id: 1 }, name: '_id_' };
const there = seed.map(({ name, key }): ListedIndex => ({ v: 2, key, name }));
const but = (name: string, changed: Partial<ListedIndex>) => [
  id,
  ...there.map((index) => (index.name === name ? { ...index, ...changed } : index)),
];

describe('the way from the indexes that are there to those that are wanted', () => {
  it('begins with none of them', () => {
    expect(indexPlan([], seed, seed)).toEqual({ missing: seed, conflicting: [], extra: [] });
  });

  it('ends where all are there', () => {
    expect(indexPlan([id, ...there], seed, seed)).toEqual({ missing: [], conflicting: [], extra: [] });
  });

  it('does without an index that is there under another name', () => {
    const listed = but('userId_timestamp', { name: 'userId_1_timestamp_-1' });
    expect(indexPlan(listed, seed, seed)).toEqual({ missing: [], conflicting: [], extra: [] });
  });

  it.each([
    ['another key', { key: { userId: 1 } }],
    ['another direction', { key: { userId: 1, timestamp: 1 } }],
    ['another order', { key: { timestamp: -1, userId: 1 } }],
    ['a part of the records', { partialFilterExpression: { isActive: true } }],
    ['an end', { expireAfterSeconds: 1 }],
    ['uniqueness', { unique: true }],
    ['no use, since it is hidden', { hidden: true }],
  ])('is barred by an index of the same name with %s', (_, changed) => {
    const { missing, conflicting, extra } = indexPlan(but('userId_timestamp', changed), seed, seed);
    expect([missing, extra]).toEqual([[], []]);
    expect(conflicting.map(({ wanted, listed }) => [wanted.name, listed])).toEqual([
      ['userId_timestamp', { v: 2, key: { userId: 1, timestamp: -1 }, name: 'userId_timestamp', ...changed }],
    ]);
  });

  it('leaves what another profile wants, and does not look at what is not ours', () => {
    const others = { v: 2, key: { tenant: 1 }, name: 'tenant_1' };
    const { missing, conflicting, extra } = indexPlan([id, ...there, others], lean, seed);
    expect([missing, conflicting]).toEqual([[], []]);
    expect(extra).toEqual(seed.slice(2).map(({ name }) => name));
  });
});
