import { setTimeout as sleep } from 'node:timers/promises';
import { GroupSync } from './group-sync';

describe('syncs in groups', () => {
  it('run one at a time, and once for all who ask meanwhile', async () => {
    let running = 0;
    let runs = 0;
    const group = new GroupSync(async () => {
      expect(++running).toBe(1);
      runs++;
      await sleep(5);
      running--;
    });
    await Promise.all(Array.from({ length: 50 }, () => group.run()));
    expect(runs).toBe(2);
    const later = Array.from({ length: 20 }, async (_, index) => {
      await sleep(index);
      await group.run();
    });
    await Promise.all(later);
  });

  it('run one at a time also for those who ask just when one ends', async () => {
    let running = 0;
    const group = new GroupSync(async () => {
      expect(++running).toBe(1);
      await sleep(1);
      running--;
    });
    // Each of them asks again some turns of the microtask queue after it was told.
    const askers = Array.from({ length: 12 }, async (_, turns) => {
      for (let asked = 0; asked < 30; asked++) {
        await group.run();
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      }
    });
    await Promise.all(askers);
  });

  it('that fail are told to those who wait for the next one, too: it cannot speak for what the first lost', async () => {
    let isBroken = true;
    const group = new GroupSync(async () => {
      await sleep(5);
      if (isBroken) throw new Error('broken');
    });
    const first = group.run();
    const second = group.run();
    await expect(first).rejects.toThrow('broken');
    isBroken = false;
    await expect(second).rejects.toThrow('broken');
    await expect(group.run()).resolves.toBeUndefined();
  });
});
