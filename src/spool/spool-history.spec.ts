import fc from 'fast-check';
import { cpSync, existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Spool, type SpoolBatch } from '.';
import { SpoolModel } from './spool-model.fixture';
import { TestSpools, text } from './spool.fixture';

jest.setTimeout(240_000);
let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

type Step =
  | { readonly do: 'append'; readonly count: number }
  | { readonly do: 'take' | 'durable' | 'restart' | 'kill' }
  | { readonly do: 'done'; readonly which: number }
  | { readonly do: 'power cut'; readonly lost: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('done' as const), which: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('durable' as const, 'restart' as const, 'kill' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('power cut' as const), lost: fc.nat(1_000) }) },
);

/** A spool that lives through a history, in one folder after the other: each kill leaves a copy of its files behind. */
class History {
  readonly model = new SpoolModel();
  private spool: Spool<string> | undefined;
  private taken: SpoolBatch<string>[] = [];
  private folders = 0;
  /** How long each file was when it last reached the disk. */
  private readonly onDisk = new Map<string, number>();

  constructor(private readonly root: string) {}

  private get folder(): string {
    return join(this.root, String(this.folders));
  }

  async open(): Promise<Spool<string>> {
    const options = { directory: this.folder, ...text, batchSize: 5, segmentBytes: 400, memoryItems: 8 };
    this.spool ??= await Spool.open(options);
    return this.spool;
  }

  async run(step: Step): Promise<void> {
    const spool = await this.open();
    switch (step.do) {
      case 'append':
        spool.append(this.model.append(step.count));
        return;
      case 'take':
        return this.take(spool);
      case 'done':
        for (const batch of this.taken.splice(step.which % Math.max(1, this.taken.length), 1)) {
          batch.done();
          this.model.forget(batch);
        }
        return;
      case 'durable':
        await spool.durable();
        this.noteSizes('');
        return;
      case 'restart':
        return this.close();
      case 'kill':
        return this.die(spool, undefined);
      case 'power cut':
        return this.die(spool, step.lost);
      default:
        step satisfies never;
    }
  }

  /** Takes everything that is left. */
  async end(): Promise<void> {
    await this.close();
    const spool = await this.open();
    spool.append(['the end']);
    for (;;) {
      const batch = await spool.take(0);
      if (batch === undefined || batch.items[0] === 'the end') break;
      this.model.see(batch);
      batch.done();
    }
    this.model.verify();
    expect(spool.state).toMatchObject({ dropped: 0, damaged: 0 });
    await this.close();
  }

  private async take(spool: Spool<string>): Promise<void> {
    if (spool.state.waiting - this.taken.reduce((sum, { items }) => sum + items.length, 0) <= 0) return;
    const batch = await spool.take(0);
    if (batch === undefined) throw new Error('Nothing was taken.');
    this.model.see(batch);
    this.taken.push(batch);
    // Its file has reached the disk.
    this.noteSizes(batch.isReplay ? batch.writer : '');
  }

  private noteSizes(ofWriter: string): void {
    if (ofWriter === '') this.model.reachDisk();
    for (const name of this.files()) {
      if (name.includes(ofWriter)) this.onDisk.set(name, statSync(join(this.folder, name)).size);
    }
  }

  private async close(): Promise<void> {
    await this.spool?.close();
    this.spool = undefined;
    this.taken = [];
    this.model.reachDisk();
    if (existsSync(this.folder)) this.noteSizes('');
  }

  /** The folder is copied as it stands: what a dead process leaves. */
  private async die(spool: Spool<string>, lost: number | undefined): Promise<void> {
    const names = this.files();
    const from = this.folder;
    this.folders++;
    for (const name of names) cpSync(join(from, name), join(this.folder, name));
    if (lost !== undefined) for (const name of names) this.loseTail(name, lost);
    if (lost !== undefined) this.model.cutPower();
    this.taken = [];
    this.spool = undefined;
    await spool.close();
  }

  private loseTail(name: string, lost: number): void {
    const path = join(this.folder, name);
    const { size } = statSync(path);
    const safe = this.onDisk.get(name) ?? 0;
    truncateSync(path, Math.max(safe, size - (lost % (size - safe + 1))));
  }

  private files(): string[] {
    return readdirSync(this.folder).filter((name) => name.endsWith('.log'));
  }
}

it('keeps what it promises in any history', async () => {
  let run = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
    const history = new History(join(spools.directory, String(run++)));
    for (const step of steps) await history.run(step);
    await history.end();
  });
  await fc.assert(property, { numRuns: Number(process.env['SPOOL_HISTORIES'] ?? 150) });
});
