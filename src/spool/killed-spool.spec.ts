import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/support/until';
import { type SpoolStep } from '.';
import { TestSpools, randomFrom, takeAll } from './spool.fixture';

jest.setTimeout(180_000);
const seed = Number(process.env['SPOOL_SEED'] ?? Date.now() % 1_000_000);
const STEPS: readonly SpoolStep[] = [
  'before-write',
  'after-write',
  'before-cut',
  'after-cut',
  'before-sync',
  'after-sync',
  'before-done',
  'after-done',
  'before-rotate',
  'after-rotate',
  'before-unlink',
  'after-unlink',
  'before-adopt',
  'after-adopt',
];
let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

/** What a process does until it dies: it appends at full speed, takes two batches at a time, and logs what has come about. */
const LIFE = `
  const { writeSync, openSync } = require('node:fs');
  const log = openSync(logFile, 'a');
  const say = (...words) => writeSync(log, JSON.stringify(words) + '\\n');
  let reached = 0;
  const reach = (step) => step === dieAt && ++reached === dieAfter && process.kill(process.pid, 'SIGKILL');
  const encode = (item) => Buffer.from(item);
  const decode = (bytes) => Buffer.from(bytes).toString();
  const onProblem = (sentence) => say('problem', sentence);
  const pause = () => new Promise(setImmediate);
  Spool.open({ directory, encode, decode, batchSize: 20, segmentBytes: 4096, memoryItems: 50, onProblem, reach }).then((spool) => {
    const append = async () => {
      for (let from = 0; ; ) {
        const items = Array.from({ length: 1 + (from % 7) }, () => process.pid + ' ' + from++);
        spool.append(items);
        say('appended', items);
        await pause();
      }
    };
    const store = async () => {
      for (;;) {
        const { writer, number, items, isDamaged, done } = await spool.take(1);
        say('taken', writer + ' ' + number, items, isDamaged);
        await pause();
        done();
      }
    };
    void append();
    void store();
    void store();
  });`;

/** Lives in one folder, and what they logged. */
class Lives {
  private readonly logFile = join(spools.directory, 'log');

  async one(killAfterMs: number | undefined, dieAt?: SpoolStep, dieAfter = 1): Promise<void> {
    const { directory } = spools;
    const constants = Object.entries({ directory, logFile: this.logFile, dieAt: dieAt ?? null, dieAfter });
    const script = [
      `const { Spool } = require(${JSON.stringify(join(__dirname, 'index.ts'))});`,
      ...constants.map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`),
      LIFE,
    ].join('\n');
    const child = spawn(process.execPath, [...process.execArgv, '-e', script], { stdio: 'inherit' });
    const exited = once(child, 'exit');
    if (killAfterMs !== undefined) {
      const before = this.log().length;
      await until(
        () => this.log().length,
        (length) => length > before,
      );
      await sleep(killAfterMs);
      child.kill('SIGKILL');
    }
    const [, signal] = (await exited) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
  }

  /** Everything whose append had returned is in exactly one batch; no batch ever changed; the order is that of appending. */
  async verify(): Promise<{ appended: number; batches: number }> {
    const batches = new Map<string, readonly string[]>();
    const see = (id: string, items: readonly string[]) => {
      expect(batches.get(id) ?? items).toEqual(items);
      batches.set(id, items);
    };
    const appended: string[] = [];
    for (const [what, ...rest] of this.log()) {
      expect(what).not.toBe('problem');
      if (what === 'appended') appended.push(...(rest[0] as string[]));
      else see(rest[0] as string, rest[1] as string[]);
    }
    const spool = await spools.open();
    const left = await takeAll(spool);
    for (const { writer, number, items, isDamaged } of left) {
      expect(isDamaged).toBe(false);
      see(`${writer} ${number}`, items);
    }
    await spool.close();
    expect(spools.files('.log')).toEqual([]);
    verifyItems(appended, batches);
    return { appended: appended.length, batches: batches.size };
  }

  private log(): unknown[][] {
    try {
      const lines = readFileSync(this.logFile, 'utf8').split('\n');
      return lines.slice(0, -1).map((line) => JSON.parse(line) as unknown[]);
    } catch {
      return [];
    }
  }
}

function verifyItems(appended: readonly string[], batches: ReadonlyMap<string, readonly string[]>): void {
  const stored = [...batches.values()].flat();
  expect(stored.length).toBe(new Set(stored).size);
  const all = new Set(stored);
  expect(appended.filter((item) => !all.has(item))).toEqual([]);
  const inOrder = new Map<string, number>();
  const numberOf = (id: string) => Number(id.split(' ')[1]);
  for (const [, items] of [...batches].sort(([a], [b]) => numberOf(a) - numberOf(b))) {
    for (const item of items) {
      const [life = '', sequence] = item.split(' ');
      expect(Number(sequence)).toBe((inOrder.get(life) ?? -1) + 1);
      inOrder.set(life, Number(sequence));
    }
  }
}

it(`loses nothing and repeats nothing in 20 random kills at full speed (SPOOL_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const lives = new Lives();
  for (let life = 0; life < 20; life++) await lives.one(random(150));
  const { appended, batches } = await lives.verify();
  expect(appended).toBeGreaterThan(1_000);
  expect(batches).toBeGreaterThan(50);
});

it(`loses nothing and repeats nothing when killed at each step (SPOOL_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const lives = new Lives();
  await lives.one(50);
  for (const step of STEPS) await lives.one(undefined, step, step.endsWith('adopt') ? 1 : 1 + random(10));
  await lives.verify();
});
