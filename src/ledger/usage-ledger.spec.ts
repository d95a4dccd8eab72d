import { Logger } from '@nestjs/common';
import { type Connection, Types } from 'mongoose';
import { emptyDatabase } from '../../test/support/mongodb';
import { usageRecord } from '../../test/support/test-service';
import { until } from '../../test/support/until';
import { UsageLedger } from './usage-ledger';

describe('a correction', () => {
  let connection: Connection;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ({ connection, drop } = await emptyDatabase());
  });
  afterAll(() => drop());

  it('for which there is no room is refused at once, and changes nothing; so it can be made again', async () => {
    const record = usageRecord({ _id: new Types.ObjectId() });
    const stored = async () => connection.collection('openai_token_usage').findOne({ _id: record._id });
    const ledger = await UsageLedger.open(connection, { gatherMs: 2_000, memoryItems: 3 });
    const untilStored = async () =>
      until(
        () => ledger.state.waiting,
        (waiting) => waiting === 0,
      );
    ledger.add([record]);
    await untilStored();
    ledger.add([usageRecord(), usageRecord(), usageRecord()]);
    expect(await ledger.setActive(record._id, false, 10_000)).toBe('not_kept');
    await untilStored();
    expect(await stored()).toMatchObject({ isActive: true });
    expect(await ledger.setActive(record._id, false, 10_000)).toBe('corrected');
    expect(await stored()).toMatchObject({ isActive: false });
    await ledger.close(5_000);
  });
});
