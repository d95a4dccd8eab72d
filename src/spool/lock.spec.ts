import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SpoolInUseError } from '.';
import { TestSpools } from './spool.fixture';

jest.setTimeout(60_000);
let spools: TestSpools;
const children: ChildProcess[] = [];

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await spools.remove();
});

/** Opens the spool in another process, which stays until it is killed. */
async function openElsewhere(directory: string): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    const { Spool } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
    setInterval(() => undefined, 1000);
    Spool.open({ directory: ${JSON.stringify(directory)}, encode: (item) => item, decode: (bytes) => bytes })
      .then(() => console.log('opened'), (error) => console.log(error.name));`;
  const child = spawn(process.execPath, [...process.execArgv, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said };
}

const sockets = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.sock'));

describe('the lock of the folder', () => {
  it('refuses a second spool with a sentence, in this process and in another', async () => {
    const spool = await spools.open();
    await expect(spools.open()).rejects.toThrow(SpoolInUseError);
    await expect(spools.open()).rejects.toThrow(`Another process uses ${spools.directory}.`);
    expect((await openElsewhere(spools.directory)).said).toBe('SpoolInUseError');
    await spool.close();
    expect(sockets(spools.directory)).toEqual([]);
    await spools.open();
  });

  it('falls at once with the process that held it', async () => {
    const { child, said } = await openElsewhere(spools.directory);
    expect(said).toBe('opened');
    await expect(spools.open()).rejects.toThrow(SpoolInUseError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await spools.open();
    expect(sockets(spools.directory)).toEqual(['lock-2.sock']);
  });

  it('holds while its owner hangs', async () => {
    const { child } = await openElsewhere(spools.directory);
    child.kill('SIGSTOP');
    await expect(spools.open()).rejects.toThrow(SpoolInUseError);
  });

  it('goes to one of many who start at the same time, over and over', async () => {
    for (let round = 0; round < 20; round++) {
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => spools.open()));
      const winners = attempts.filter(({ status }) => status === 'fulfilled');
      expect(winners).toHaveLength(1);
      // The winner goes without a word in every other round.
      for (const { value } of winners as PromiseFulfilledResult<Awaited<ReturnType<TestSpools['open']>>>[])
        await value.close();
    }
  });

  it('goes to one of several processes that find the lock of a dead one', async () => {
    const { child } = await openElsewhere(spools.directory);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const said = await Promise.all(Array.from({ length: 4 }, () => openElsewhere(spools.directory)));
    expect(said.filter((other) => other.said === 'opened')).toHaveLength(1);
  });

  it('works in a folder whose path is too long for a socket', async () => {
    if (process.platform !== 'linux') return;
    const directory = join(spools.directory, 'long'.repeat(30));
    mkdirSync(directory);
    const spool = await spools.open({ directory });
    await expect(spools.open({ directory })).rejects.toThrow(SpoolInUseError);
    await spool.close();
    expect(sockets(directory)).toEqual([]);
  });
});
