import { usageRecord } from '../../test/support/test-service';
import { until } from '../../test/support/until';
import { type UsageRecord } from '../usage';
import { RecordQueue } from './record-queue';

/** A database that keeps what it is given, as long as it is there. */
class Shelf {
  readonly batches: (readonly UsageRecord[])[] = [];
  isAway = false;
  attempts = 0;

  readonly store = (batch: readonly UsageRecord[]) => {
    this.attempts++;
    if (this.isAway) return Promise.reject(new Error('away'));
    this.batches.push(batch);
    return Promise.resolve({ stored: batch.length, refused: [] });
  };

  get records() {
    return this.batches.flat();
  }
}

const records = (count: number) => Array.from({ length: count }, () => usageRecord());

describe('the queue of records', () => {
  it('stores records that come together in one batch', async () => {
    const shelf = new Shelf();
    const queue = new RecordQueue({ store: shelf.store, gatherMs: 20 });
    const made = records(25);
    for (const record of made) queue.add(record);
    await until(() => queue.length === 0, Boolean);
    expect(shelf.batches).toEqual([made]);
  });

  it('does not wait for more once a batch is full', async () => {
    const shelf = new Shelf();
    const queue = new RecordQueue({ store: shelf.store, gatherMs: 60_000, batchSize: 10 });
    for (const record of records(30)) queue.add(record);
    await until(() => queue.length === 0, Boolean);
    expect(shelf.batches.map((batch) => batch.length)).toEqual([10, 10, 10]);
  });

  it('keeps records, in their order, while the database is away', async () => {
    const shelf = new Shelf();
    shelf.isAway = true;
    const queue = new RecordQueue({ store: shelf.store, gatherMs: 1, retryMs: 5 });
    const made = records(3);
    for (const record of made) queue.add(record);
    await until(() => shelf.attempts > 3, Boolean);
    expect(queue.length).toBe(3);
    shelf.isAway = false;
    await until(() => queue.length === 0, Boolean);
    expect(shelf.records).toEqual(made);
    expect(queue.dropped).toBe(0);
  });

  it('counts what it has no room for', async () => {
    const shelf = new Shelf();
    shelf.isAway = true;
    const queue = new RecordQueue({ store: shelf.store, gatherMs: 1, retryMs: 5, limit: 10 });
    for (const record of records(12)) queue.add(record);
    expect([queue.length, queue.dropped]).toEqual([10, 2]);
    shelf.isAway = false;
    await queue.flush(1_000);
    expect(shelf.records).toHaveLength(10);
  });

  it('counts what the database refuses, and goes on', async () => {
    const store = (batch: readonly UsageRecord[]) =>
      Promise.resolve({
        stored: batch.length - 1,
        refused: [{ record: batch[0] ?? usageRecord(), reason: 'no' }],
      });
    const queue = new RecordQueue({ store, gatherMs: 1 });
    for (const record of records(3)) queue.add(record);
    await queue.flush(1_000);
    expect([queue.length, queue.dropped]).toEqual([0, 1]);
  });

  it('stores at once what waits when the service ends, and counts what it cannot', async () => {
    const shelf = new Shelf();
    const queue = new RecordQueue({ store: shelf.store, gatherMs: 60_000, retryMs: 10 });
    for (const record of records(3)) queue.add(record);
    await queue.flush(1_000);
    expect(shelf.records).toHaveLength(3);

    shelf.isAway = true;
    for (const record of records(2)) queue.add(record);
    await queue.flush(100);
    expect([queue.length, queue.dropped]).toEqual([0, 2]);
  });
});
