import { Logger } from '@nestjs/common';
import { type mongo, Types } from 'mongoose';
import { emptyDatabase } from '../../test/support/mongodb';
import { usageRecord } from '../../test/support/test-service';
import { BatchGroups } from './batch-groups';
import { LedgerVerifier } from './ledger-verifier';
import { LedgerWriter } from './ledger-writer';
import { booksIn } from './ledger.fixture';

/** Two of these are more than 64 bits hold. */
const HUGE = 2n ** 62n;

describe('sums that would be larger than 64 bits hold', () => {
  let database: mongo.Db;
  let drop: () => Promise<void>;
  let number = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ({ database, drop } = await emptyDatabase());
  });
  afterAll(() => drop());

  const ofMonth = (month: number, costNanoUsd: bigint) =>
    usageRecord({
      _id: new Types.ObjectId(),
      timestamp: new Date(Date.UTC(2024, month, 1)),
      costNanoUsd,
      cost: Number(costNanoUsd) / 1e9,
    });

  const costOfMonth = async (month: number) => {
    const start = new Date(Date.UTC(2024, month, 1)).toISOString();
    const { rollups } = await booksIn(database);
    return rollups.get(JSON.stringify({ all: 'month', start }));
  };

  async function write(costs: readonly (readonly [month: number, costNanoUsd: bigint])[]): Promise<void> {
    const items = costs.map(([month, cost]) => ofMonth(month, cost));
    const writer = new LedgerWriter(() => database);
    const groups = new BatchGroups();
    const batch = { writer: 'writer-a', number: ++number, items, isDamaged: false, done: () => undefined };
    groups.add(await writer.insert(batch), await writer.progressOf('writer-a'));
    for (let group = groups.take(); group !== undefined; group = groups.take()) await writer.count(group, []);
  }

  it('stay as they are, hold up no others, and are named by verify', async () => {
    await write([[0, HUGE]]);
    await write([
      [0, HUGE],
      [1, 7n],
    ]);
    expect(await costOfMonth(0)).toMatchObject({ costNanoUsd: HUGE });
    expect(await costOfMonth(1)).toMatchObject({ costNanoUsd: 7n });
    const verification = await new LedgerVerifier(() => database).verify({}, undefined, 30_000);
    expect(verification).toMatchObject({ isConsistent: false, unsettled: 0 });
    expect(verification.firstDifference).toMatchObject({
      expected: expect.stringContaining(`costNanoUsd ${2n * HUGE}`) as string,
      found: expect.stringContaining(`costNanoUsd ${HUGE}`) as string,
    });
  });

  it('nor where the records of one batch are too much together', async () => {
    await write([
      [2, HUGE],
      [2, HUGE],
      [3, 7n],
    ]);
    expect(await costOfMonth(2)).toBeUndefined();
    expect(await costOfMonth(3)).toMatchObject({ costNanoUsd: 7n });
  });
});
