import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool, type SpoolBatch, type SpoolOptions } from '.';

export const text = {
  encode: (item: string): Uint8Array => Buffer.from(item),
  decode: (bytes: Uint8Array): string => Buffer.from(bytes).toString(),
};

/** A folder for the spools of one test, which are closed with it. */
export class TestSpools {
  readonly problems: string[] = [];
  private readonly opened: Spool<string>[] = [];

  private constructor(readonly directory: string) {}

  static async create(): Promise<TestSpools> {
    return new TestSpools(await mkdtemp(join(tmpdir(), 'spool-')));
  }

  async open(options: Partial<SpoolOptions<string>> = {}): Promise<Spool<string>> {
    const onProblem = (sentence: string) => this.problems.push(sentence);
    const spool = await Spool.open({ directory: this.directory, ...text, onProblem, ...options });
    this.opened.push(spool);
    return spool;
  }

  files(end = ''): string[] {
    return readdirSync(this.directory)
      .filter((name) => !name.endsWith('.sock') && name.endsWith(end))
      .sort();
  }

  async remove(): Promise<void> {
    await Promise.all(this.opened.map((spool) => spool.close()));
    await rm(this.directory, { recursive: true, force: true });
  }
}

export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `item ${from + index}`);
}

/** The next batch, which must be there. */
export async function takeOne<Item>(spool: Spool<Item>): Promise<SpoolBatch<Item>> {
  const batch = await spool.take(1, AbortSignal.timeout(20_000));
  if (batch === undefined) throw new Error('There was no batch.');
  return batch;
}

/** Every batch, until nothing waits. They are done if wanted. */
export async function takeAll<Item>(
  spool: Spool<Item>,
  andThen: 'done' | 'kept' = 'done',
): Promise<SpoolBatch<Item>[]> {
  const batches: SpoolBatch<Item>[] = [];
  for (;;) {
    const batch = await spool.take(1, AbortSignal.timeout(600));
    if (batch === undefined) return batches;
    batches.push(batch);
    if (andThen === 'done') batch.done();
  }
}

export function itemsIn<Item>(batches: readonly SpoolBatch<Item>[]): Item[] {
  return batches.flatMap(({ items }) => items);
}

/** A random number generator whose seed a failing test prints. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
