import { setTimeout as sleep } from 'node:timers/promises';
import { TestSpools, itemsIn, numbered, takeAll, takeOne } from './spool.fixture';

let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

describe('batches', () => {
  it('hold what was appended, in order, as many as go into one', async () => {
    const spool = await spools.open({ batchSize: 10 });
    spool.append(numbered(4));
    spool.append(numbered(21, 4));
    const batches = await takeAll(spool);
    expect(batches.map(({ number, items }) => [number, items.length])).toEqual([
      [1, 10],
      [2, 10],
      [3, 5],
    ]);
    expect(itemsIn(batches)).toEqual(numbered(25));
    expect(new Set(batches.map(({ writer }) => writer)).size).toBe(1);
    expect(batches.every(({ isReplay, isDamaged }) => !isReplay && !isDamaged)).toBe(true);
  });

  it('wait for more as long as was asked, and no longer once they are full', async () => {
    const spool = await spools.open({ batchSize: 3 });
    const began = performance.now();
    const first = spool.take(200);
    spool.append(['a']);
    await sleep(20);
    spool.append(['b']);
    expect((await first)?.items).toEqual(['a', 'b']);
    expect(performance.now() - began).toBeGreaterThan(190);

    const second = spool.take(60_000);
    spool.append(['c', 'd']);
    await sleep(20);
    spool.append(['e', 'f']);
    expect((await second)?.items).toEqual(['c', 'd', 'e']);
  });

  it('are handed out in order to several who ask at once, and can be done in any order', async () => {
    const spool = await spools.open({ batchSize: 2 });
    spool.append(numbered(6));
    const batches = await Promise.all([takeOne(spool), takeOne(spool), takeOne(spool)]);
    expect(itemsIn(batches)).toEqual(numbered(6));
    for (const batch of batches.reverse()) batch.done();
    expect(spool.state.waiting).toBe(0);
  });

  it('that come after the end are there in the next life', async () => {
    const spool = await spools.open({ batchSize: 2 });
    spool.append(['a']);
    await spool.close();
    spool.append(numbered(3));
    await spool.durable();
    expect(spool.state.dropped).toBe(0);
    expect(itemsIn(await takeAll(await spools.open())).toSorted()).toEqual(['a', ...numbered(3)]);
  });

  it('are not handed out to one who has given up, and nothing is lost by it', async () => {
    const spool = await spools.open();
    const giveUp = new AbortController();
    const first = spool.take(60_000, giveUp.signal);
    spool.append(['a']);
    await sleep(5);
    giveUp.abort();
    expect(await first).toBeUndefined();
    expect((await takeOne(spool)).items).toEqual(['a']);
  });

  it('are read from the file where there are more than memory holds', async () => {
    const spool = await spools.open({ batchSize: 10, memoryItems: 15 });
    spool.append(numbered(95));
    expect(itemsIn(await takeAll(spool))).toEqual(numbered(95));
    expect(spool.state.dropped).toBe(0);
  });
});

describe('an earlier life', () => {
  it('leaves what is not done: batches that were handed out, with their number, and all the rest', async () => {
    const before = await spools.open({ batchSize: 10 });
    before.append(numbered(35));
    const [first, second, third] = [await takeOne(before), await takeOne(before), await takeOne(before)];
    second.done();
    await before.close();

    const after = await spools.open({ batchSize: 10 });
    after.append(['new']);
    const [again, thirdAgain, rest, own] = await takeAll(after);
    expect(again).toMatchObject({ number: 1, writer: first.writer, items: first.items, isReplay: true });
    expect(thirdAgain).toMatchObject({ number: 3, writer: third.writer, items: third.items });
    expect(rest).toMatchObject({ number: 4, writer: first.writer, items: numbered(5, 30) });
    expect(own).toMatchObject({ number: 1, items: ['new'], isReplay: false });
    expect(own?.writer).not.toBe(first.writer);
    await after.close();
    expect(spools.files()).toEqual([]);
  });

  it('keeps the numbers of its batches through any number of restarts', async () => {
    const before = await spools.open({ batchSize: 2 });
    before.append(numbered(5));
    await before.close();
    const seen: unknown[] = [];
    for (let life = 0; life < 3; life++) {
      const spool = await spools.open({ batchSize: 1 });
      seen.push(
        (await takeAll(spool, 'kept')).map(({ writer, number, items }) => ({ writer, number, items })),
      );
      await spool.close();
    }
    expect(seen[0]).toMatchObject([
      { number: 1, items: numbered(2) },
      { number: 2, items: numbered(2, 2) },
      { number: 3, items: ['item 4'] },
    ]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('comes before our own, and several come in their order', async () => {
    for (const life of ['first', 'second']) {
      const spool = await spools.open();
      spool.append([life]);
      await spool.close();
      await sleep(2);
    }
    const spool = await spools.open();
    spool.append(['own']);
    expect(itemsIn(await takeAll(spool))).toEqual(['first', 'second', 'own']);
  });
});

describe('the state', () => {
  it('tells what waits, and since when', async () => {
    const began = Date.now();
    const spool = await spools.open();
    spool.append(['a', 'b']);
    const batch = await takeOne(spool);
    spool.append(['c']);
    expect(spool.state).toMatchObject({ waiting: 3, dropped: 0, damaged: 0, failing: undefined });
    expect(spool.state.waitingBytes).toBeGreaterThan(3 * 24);
    expect(spool.state.oldestAt?.getTime()).toBeGreaterThanOrEqual(began);
    batch.done();
    expect(spool.state.waiting).toBe(1);
  });

  it('counts what cannot be encoded, and keeps the rest', async () => {
    const encode = (item: string) => {
      if (item === 'bad') throw new Error('no');
      return Buffer.from(item);
    };
    const spool = await spools.open({ encode });
    spool.append(['a', 'bad', 'b']);
    await expect(spool.durable()).rejects.toThrow('kept');
    expect((await takeOne(spool)).items).toEqual(['a', 'b']);
    expect(spool.state.dropped).toBe(1);
    spool.append(['c']);
    await expect(spool.durable()).resolves.toBeUndefined();
  });
});

describe('durability', () => {
  it('is reached by one sync for all who wait', async () => {
    const steps: string[] = [];
    const spool = await spools.open({ reach: (step) => steps.push(step) });
    await Promise.all(
      numbered(100).map((item) => {
        spool.append([item]);
        return spool.durable();
      }),
    );
    expect(steps.filter((step) => step === 'after-sync').length).toBeLessThan(4);
  });

  it('is reached before a batch is handed out', async () => {
    const steps: string[] = [];
    const spool = await spools.open({ reach: (step) => steps.push(step) });
    spool.append(['a']);
    await takeOne(spool);
    expect(steps.lastIndexOf('after-sync')).toBeGreaterThan(steps.indexOf('after-cut'));
  });
});

describe('a spool in memory', () => {
  it('needs no folder, and counts what it has no room for', async () => {
    const spool = await spools.open({ directory: undefined, memoryItems: 10, batchSize: 4 });
    spool.append(numbered(12));
    await expect(spool.durable()).rejects.toThrow('kept');
    expect(spool.state).toMatchObject({ waiting: 10, dropped: 2, failing: undefined });
    const first = await takeOne(spool);
    spool.append(['x']);
    expect(spool.state.dropped).toBe(3);
    first.done();
    spool.append(['y']);
    await spool.durable();
    expect(itemsIn(await takeAll(spool))).toEqual([...numbered(6, 4), 'y']);
    expect(spools.files()).toEqual([]);
    spool.append(['lost']);
    await spool.close();
    expect(spool.state.dropped).toBe(4);
  });
});
