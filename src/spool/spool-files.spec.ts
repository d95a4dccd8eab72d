import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TestSpools, itemsIn, numbered, takeAll, takeOne } from './spool.fixture';

let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

const statsOf = (name: string) => statSync(join(spools.directory, name));

describe('the files', () => {
  it('are for their owner only', async () => {
    const spool = await spools.open();
    spool.append(['a']);
    expect(statSync(spools.directory).mode & 0o777).toBe(0o700);
    expect(spools.files().map((name) => statsOf(name).mode & 0o777)).toEqual([0o600]);
  });

  it('are left when they are long, at the end of a batch, and go when it is done', async () => {
    const spool = await spools.open({ batchSize: 10, segmentBytes: 1_000 });
    spool.append(numbered(95));
    const files = spools.files().length;
    expect(files).toBeGreaterThan(3);
    const batches = await takeAll(spool, 'kept');
    expect(batches.every(({ items }) => items.length <= 10)).toBe(true);
    batches[0]?.done();
    batches[1]?.done();
    batches[2]?.done();
    expect(spools.files().length).toBeLessThan(files);
    for (const batch of batches) batch.done();
    expect(spool.state).toMatchObject({ waiting: 0, waitingBytes: 0, oldestAt: undefined });
    await spool.close();
    expect(spools.files()).toEqual([]);
  });

  it('do not grow by a batch that is long by itself', async () => {
    const spool = await spools.open({ segmentBytes: 10_000 });
    spool.append(numbered(100).map((item) => item.padEnd(1_000)));
    const longest = Math.max(...spools.files().map((name) => statsOf(name).size));
    expect(longest).toBeLessThan(13_000);
    expect(itemsIn(await takeAll(spool))).toHaveLength(100);
  });

  it('do not grow for ever while everything is done at once', async () => {
    const spool = await spools.open();
    for (let turn = 0; turn < 20; turn++) {
      spool.append(numbered(20).map((item) => item.padEnd(1_000)));
      (await takeOne(spool)).done();
    }
    const [size = 0] = spools.files().map((name) => statsOf(name).size);
    expect(size).toBeLessThan(100_000);
  });
});
