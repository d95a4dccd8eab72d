import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../test/support/until';
import { type SpoolStep } from '.';
import { TestSpools, itemsIn, numbered, takeAll, takeOne } from './spool.fixture';

jest.setTimeout(60_000);
let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

const kilobytes = (count: number, from = 0) => numbered(count, from).map((item) => item.padEnd(1_000));

/** A file system of one megabyte, if this user may make one. */
async function onSmallDisk(story: (directory: string) => Promise<void>): Promise<void> {
  const mountPoint = join(spools.directory, 'small');
  mkdirSync(mountPoint);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mountPoint], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`skipped: no small disk can be mounted here (${String(error).split('\n')[0] ?? ''})`);
    return;
  }
  try {
    await story(join(mountPoint, 'spool'));
  } finally {
    execFileSync('umount', ['-l', mountPoint]);
  }
}

/** A disk that says no at a step, as long as it is told to. */
class Trouble {
  readonly at = new Set<SpoolStep>();
  readonly reach = (step: SpoolStep) => {
    if (this.at.has(step)) throw Object.assign(new Error('broken'), { code: 'EIO' });
  };
}

describe('a full disk', () => {
  it('fills memory, then what is lost is counted; it goes on by itself when there is room', async () => {
    await onSmallDisk(async (directory) => {
      const spool = await spools.open({ directory, batchSize: 50, segmentBytes: 100_000, memoryItems: 200 });
      for (const item of kilobytes(2_000)) spool.append([item]);
      await expect(spool.durable()).rejects.toThrow('ENOSPC');
      const { dropped, waiting, failing } = spool.state;
      expect([failing, waiting + dropped]).toEqual([expect.stringMatching('ENOSPC'), 2_000]);
      expect(waiting).toBeGreaterThan(1_000);
      expect(dropped).toBeGreaterThan(500);
      expect(spools.problems.join()).toMatch(/Items are lost/);

      const batches = await takeAll(spool);
      expect(itemsIn(batches)).toEqual(kilobytes(waiting));
      expect(batches.map(({ number }) => number)).toEqual(batches.map((_, index) => index + 1));
      await until(
        () => spool.state.failing,
        (reason) => reason === undefined,
      );
      spool.append(['after']);
      await spool.durable();
      expect(spool.state).toMatchObject({ dropped, waiting: 1 });
      await spool.close();
    });
  });

  it('keeps what waits in memory, and writes it as soon as there is room', async () => {
    await onSmallDisk(async (directory) => {
      const before = await spools.open({ directory, batchSize: 50, segmentBytes: 100_000, memoryItems: 500 });
      const filler = join(directory, 'filler');
      writeFileSync(filler, Buffer.alloc(600_000));
      for (const item of kilobytes(600)) before.append([item]);
      expect(before.state).toMatchObject({ failing: expect.stringMatching('ENOSPC') as string, dropped: 0 });
      const first = await takeOne(before);
      rmSync(filler);
      await until(
        () => before.state.failing,
        (reason) => reason === undefined,
      );
      await before.durable();
      await before.close();

      const batches = await takeAll(await spools.open({ directory }));
      expect(batches[0]).toMatchObject({ writer: first.writer, number: 1, items: first.items });
      expect(itemsIn(batches)).toEqual(kilobytes(600));
    });
  });
});

describe('a folder that somebody removes', () => {
  it('is made again, with what is in memory', async () => {
    const before = await spools.open();
    before.append(['a', 'b']);
    await before.durable();
    rmSync(spools.directory, { recursive: true });
    before.append(['c']);
    await expect(before.durable()).rejects.toThrow('removed');
    before.append(['d']);
    await until(
      () => before.state.failing,
      (reason) => reason === undefined,
    );
    await before.durable();
    expect(existsSync(spools.directory)).toBe(true);
    await before.close();
    expect(itemsIn(await takeAll(await spools.open()))).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a disk that fails', () => {
  it('to write costs nothing as long as there is memory, and no number is used twice', async () => {
    const trouble = new Trouble();
    const before = await spools.open({ reach: trouble.reach });
    before.append(['a']);
    trouble.at.add('before-write');
    before.append(['b', 'c']);
    const [first, second] = await takeAll(before, 'kept');
    expect([first, second]).toMatchObject([
      { number: 1, items: ['a'] },
      { number: 2, items: ['b', 'c'] },
    ]);
    trouble.at.clear();
    before.append(['d']);
    await until(
      () => before.state.failing,
      (reason) => reason === undefined,
    );
    await before.close();
    expect(await takeAll(await spools.open())).toMatchObject([
      { number: 1, items: ['a'] },
      { number: 2, items: ['b', 'c'] },
      { number: 3, items: ['d'] },
    ]);
  });

  it('to sync is no durability for anyone who waits, not even for those who wait for the next one', async () => {
    const trouble = new Trouble();
    const spool = await spools.open({ reach: trouble.reach });
    spool.append(['a']);
    trouble.at.add('before-sync');
    const first = spool.durable();
    spool.append(['b']);
    const second = spool.durable();
    await expect(first).rejects.toThrow('EIO');
    await expect(second).rejects.toThrow('EIO');
    trouble.at.clear();
    await until(
      () => spool.state.failing,
      (reason) => reason === undefined,
    );
    spool.append(['c']);
    await spool.durable();
    expect(itemsIn(await takeAll(spool))).toEqual(['a', 'b', 'c']);
  });

  it('to take back half a write gets no batch under a number that a later life could fill differently', async () => {
    const trouble = new Trouble();
    const before = await spools.open({ reach: trouble.reach });
    before.append(['a']);
    trouble.at.add('before-write').add('before-cut-back');
    before.append(['b']);
    const batches = await takeAll(before);
    expect(batches).toMatchObject([{ items: ['a'] }, { items: ['b'] }]);
    trouble.at.clear();
    await before.close();
    const again = await takeAll(await spools.open());
    expect(again).toMatchObject([{ number: 1, items: ['a'] }]);
    expect(batches.map(({ number }) => number)).not.toContain(1);
  });
});
