import { type mongo, Types } from 'mongoose';
import { emptyDatabase } from '../../test/support/mongodb';
import { usageRecord } from '../../test/support/test-service';
import { until } from '../../test/support/until';
import { GroupCounter } from './group-counter';
import { LedgerWriter } from './ledger-writer';
import { Tries } from './tries';

describe('what is stored and not counted', () => {
  let database: mongo.Db;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    ({ database, drop } = await emptyDatabase());
  });
  afterAll(() => drop());

  it('waits for more, but not for long: what was to come may never come', async () => {
    const stopping = new AbortController();
    const ledger = new LedgerWriter(() => database);
    const counter = new GroupCounter(ledger, new Tries(100, stopping.signal), (work) => work);
    const items = [usageRecord({ _id: new Types.ObjectId() })];
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    const batch = { writer: 'writer-a', number: 1, items, isDamaged: false, done };
    const progress = await ledger.progressOf('writer-a');
    counter.add(await ledger.insert(batch), progress);
    await counter.count(true);
    expect(isDone).toBe(false);
    await until(() => isDone, Boolean, 15_000);
    const { counted } = await ledger.progressOf('writer-a');
    expect(counted).toBe(1);
    await counter.idle();
    stopping.abort();
  }, 20_000);
});
