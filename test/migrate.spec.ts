import { type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDatabase } from '../src/database';
import { usageIndexes } from '../src/usage';
import { type Printed, runCommand } from './support/command';
import { describeOnMongoDB, dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { SECRET } from './support/test-service';
import { until } from './support/until';

// Every story starts several processes.
jest.setTimeout(90_000);

const ALL_INDEXES = usageIndexes('seed').map(({ name }) => name);

describe('npm run migrate', () => {
  let directory: string;
  let mongodbUri: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-migrate-'));
    mongodbUri = mongodbUriFor(`migrate_${randomUUID()}`);
  });
  afterEach(async () => {
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
    await rm(directory, { recursive: true, force: true });
  });

  const dataDir = () => join(directory, 'data');
  const environment = () => ({
    DATA_DIR: dataDir(),
    ...(mongodbUri !== '' && { MONGODB_URI: mongodbUri }),
    JWT_SECRET: SECRET,
  });
  const migrate = (args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) =>
    runCommand('src/cli/migrate.ts', directory, { ...environment(), ...more }, ...args);
  const status = (more: Readonly<Record<string, string>> = {}) => migrate(['--status'], more);
  const database = () => ({ dataDir: dataDir(), mongodbUri: mongodbUri === '' ? undefined : mongodbUri });

  async function madeIndexes(): Promise<readonly string[]> {
    return withDatabase(database(), async ({ db }) =>
      (await db.collection('openai_token_usage').indexes()).map(({ name = '' }) => name),
    );
  }

  async function notedVersions(): Promise<readonly unknown[]> {
    return withDatabase(database(), async ({ db }) =>
      (await db.collection('token_ledger_migrations').find().toArray()).map(({ _id }) => _id),
    );
  }

  const inserted = (document: object) =>
    withDatabase(database(), ({ db }) => db.collection('token_ledger_migrations').insertOne(document));

  function expectSentence({ code, stdout, stderr }: Printed, ...words: readonly string[]): void {
    expect(code).toBe(1);
    for (const word of words) expect(stdout + stderr).toContain(word);
    expect(stdout + stderr).not.toMatch(/\n {4}at /);
  }

  it('says with --status what a new database lacks, and makes nothing', async () => {
    const { code, stdout, stderr } = await status();
    expect([code, stderr]).toEqual([1, '']);
    if (mongodbUri === '') {
      expect(stdout).toContain('There is no embedded store');
      expect(existsSync(dataDir())).toBe(false);
      return;
    }
    expect(stdout).toContain('To be made: the collection openai_token_usage');
    expect(stdout).toContain('To be made: schema version 1');
    expect(stdout).toContain('To be made: schema version 2');
    expect(stdout).toContain('To be made: schema version 3');
    expect(stdout).toContain('To be made: the collection openai_usage_rollups');
    for (const name of ALL_INDEXES) expect(stdout).toContain(`To be made: the index ${name} on {`);
    expect(await withDatabase(database(), ({ db }) => db.listCollections().toArray())).toEqual([]);
  });

  it('makes all of it, once, and then finds nothing to do', async () => {
    const first = await migrate();
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('Made: schema version 1');
    expect(first.stdout).toContain('Made: schema version 2');
    expect(first.stdout).toContain('Made: schema version 3');
    expect(await madeIndexes()).toEqual(['_id_', ...ALL_INDEXES]);
    expect(await notedVersions()).toEqual([1, 2, 3]);

    const again = await migrate();
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('Nothing was to be done.')]);
    const told = await status();
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining('Nothing is to be done.')]);
  });

  it('may be run by several at once', async () => {
    const runs = await Promise.all([migrate(), migrate(), migrate()]);
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']));
    expect(await madeIndexes()).toEqual(expect.arrayContaining(ALL_INDEXES));
    expect(await notedVersions()).toEqual([1, 2, 3]);
  });

  it('goes on where it was interrupted: some indexes, and no note of it', async () => {
    const [one, two] = usageIndexes('seed');
    await withDatabase(database(), ({ db }) =>
      db
        .collection('openai_token_usage')
        .createIndexes([one, two].flatMap((index) => (index ? [{ ...index }] : []))),
    );
    const told = await status();
    expect(told.code).toBe(1);
    expect(told.stdout).not.toContain('userId_timestamp');
    expect((await migrate()).code).toBe(0);
    expect(await madeIndexes()).toEqual(expect.arrayContaining(ALL_INDEXES));
    expect(await notedVersions()).toEqual([1, 2, 3]);
  });

  it('mends what was lost since', async () => {
    await migrate();
    await withDatabase(database(), ({ db }) => db.dropCollection('openai_token_usage'));
    const told = await status();
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('Schema version 3');
    expect(told.stdout).toContain('To be made: the collection openai_token_usage');
    expect((await migrate()).code).toBe(0);
    expect(await madeIndexes()).toEqual(['_id_', ...ALL_INDEXES]);
  });

  it('says in a sentence which index is in the way, and makes the others', async () => {
    await withDatabase(database(), ({ db }) =>
      db.collection('openai_token_usage').createIndexes([{ key: { tenant: 1 }, name: 'date_userId' }]),
    );
    const words = ['date_userId', '{tenant: 1}', '{date: 1, userId: 1}', 'dropIndex("date_userId")'];
    expectSentence(await status(), 'In the way:', ...words);
    expectSentence(await migrate(), ...words);
    expect((await madeIndexes()).toSorted()).toEqual(['_id_', ...ALL_INDEXES].toSorted());
    expect(await notedVersions()).toEqual([]);
  });

  it('does not touch a database that a newer release has changed', async () => {
    await inserted({ _id: 99, name: 'of the future', appliedAt: new Date() });
    const words = ['schema version 99', 'newer Token Ledger'];
    expectSentence(await status(), ...words);
    expectSentence(await migrate(), ...words);
    expect(await notedVersions()).toEqual([99]);
    await expect(madeIndexes()).rejects.toThrow();
  });

  it('has nothing to do once the service was started, and may be run beside it', async () => {
    const service = await ServiceProcess.start(directory, environment());
    try {
      await until(status, ({ code }) => code === 0, 30_000);
      const beside = await migrate();
      expect([beside.code, beside.stdout]).toEqual([0, expect.stringContaining('Nothing was to be done.')]);
      expect(await madeIndexes()).toEqual(['_id_', ...ALL_INDEXES]);
    } finally {
      await service.end('SIGTERM');
    }
    expect(service.stderr).toBe('');
  });

  it('is warned of by a service that is too old, which goes on', async () => {
    await inserted({ _id: 99, name: 'of the future', appliedAt: new Date() });
    const service = await ServiceProcess.start(directory, environment());
    try {
      await until(
        () => service.stderr,
        (text) => text.includes('made by a newer Token Ledger'),
      );
      expect((await fetch(`${service.baseUrl}/health/ready`)).status).toBe(200);
    } finally {
      await service.end('SIGTERM');
    }
  });

  it('knows no other options, and explains itself', async () => {
    expectSentence(await migrate(['--stats']), '--stats');
    const { code, stdout } = await migrate(['--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('--status')]);
  });
});

describe('npm run migrate without its MongoDB', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-migrate-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    ['mongodb://canary:canary@127.0.0.1:1/away', 'nobody listens'],
    ['mongodb://canary:canary@canary.invalid/away', 'cannot be looked up'],
    ['mongodb://canary:canary@127.0.0.1:99999/away', 'MONGODB_URI cannot be read'],
    ['postgres://canary:canary@127.0.0.1', 'must be an address that begins with mongodb://'],
  ])('ends soon, with a sentence and without the password: %s', async (uri, words) => {
    for (const args of [[], ['--status']]) {
      const started = performance.now();
      const program = await runCommand(
        'src/cli/migrate.ts',
        directory,
        { MONGODB_URI: uri, JWT_SECRET: SECRET },
        ...args,
      );
      expect(performance.now() - started).toBeLessThan(20_000);
      expect([program.code, program.stdout]).toEqual([1, '']);
      expect(program.stderr).toContain(words);
      expect(program.stderr).not.toContain('canary');
      expect(program.stderr).not.toMatch(/\n {4}at /);
    }
  });
});

describeOnMongoDB('npm run migrate and the views', () => {
  const VIEWS = [
    'daily_usage_summary',
    'endpoint_usage_summary',
    'monthly_usage_summary',
    'user_usage_summary',
  ];
  let directory: string;
  let mongodbUri: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-migrate-'));
    mongodbUri = mongodbUriFor(`migrate_${randomUUID()}`);
  });
  afterEach(async () => {
    await dropDatabase(mongodbUri);
    await rm(directory, { recursive: true, force: true });
  });

  const environment = () => ({ MONGODB_URI: mongodbUri, JWT_SECRET: SECRET, DATA_DIR: directory });
  const migrate = (...args: readonly string[]) =>
    runCommand('src/cli/migrate.ts', directory, environment(), ...args);
  const inDatabase = <Result>(work: (db: mongo.Db) => Promise<Result>) =>
    withDatabase({ mongodbUri, dataDir: directory }, ({ db }) => work(db));

  /** What each of them is defined as, by its name. */
  async function definitions(): Promise<Readonly<Record<string, unknown>>> {
    const views = await inDatabase((db) => db.listCollections({ type: 'view' }).toArray());
    return Object.fromEntries(
      views
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((view) => [view.name, 'options' in view && view.options]),
    );
  }

  it('makes them, once', async () => {
    for (const view of VIEWS)
      expect((await migrate('--status')).stdout).toContain(`To be made: the view ${view}`);
    const { stdout } = await migrate();
    for (const view of VIEWS) expect(stdout).toContain(`Made: the view ${view}`);
    expect(Object.keys(await definitions())).toEqual(VIEWS);
    expect((await migrate()).stdout).toContain('Nothing was to be done.');
    expect((await migrate('--status')).code).toBe(0);
  });

  it('replaces one that another release has defined otherwise, and makes one that was dropped', async () => {
    await migrate();
    const before = await definitions();
    await inDatabase(async (db) => {
      await db.command({ collMod: 'daily_usage_summary', viewOn: 'openai_token_usage', pipeline: [] });
      await db.dropCollection('user_usage_summary');
    });
    const told = await migrate('--status');
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('To be made: the view daily_usage_summary as this Token Ledger defines it');
    expect(told.stdout).toContain('To be made: the view user_usage_summary\n');
    const doctor = await runCommand('src/cli/doctor.ts', directory, environment());
    expect(doctor.stdout).toContain('All 8 of INDEX_PROFILE=seed are there');
    expect((await migrate()).code).toBe(0);
    expect(await definitions()).toEqual(before);
  });

  it("touches nobody else's collection or view of that name, says so, and makes the others", async () => {
    await inDatabase(async (db) => {
      await db.collection('user_usage_summary').insertOne({ mine: true });
      await db.createCollection('daily_usage_summary', { viewOn: 'my_orders', pipeline: [{ $limit: 1 }] });
    });
    const { code, stderr } = await migrate();
    expect(code).toBe(1);
    for (const view of ['user_usage_summary', 'daily_usage_summary'])
      expect(stderr).toContain(`${view} is there, but not as a view of Token Ledger.`);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(Object.keys(await definitions())).toEqual(VIEWS.filter((view) => view !== 'user_usage_summary'));
    expect((await definitions())['daily_usage_summary']).toMatchObject({ viewOn: 'my_orders' });
    expect(await inDatabase((db) => db.collection('user_usage_summary').countDocuments())).toBe(1);
    const told = await migrate('--status');
    expect([told.code, told.stdout]).toEqual([
      1,
      expect.stringContaining('In the way: user_usage_summary is'),
    ]);
    const versions = await inDatabase((db) => db.collection('token_ledger_migrations').distinct('_id'));
    expect(versions).toEqual([1, 2]);
  });
});

describeOnMongoDB('npm run migrate after INDEX_PROFILE was changed', () => {
  it('names the indexes that are not needed any more, how to drop them, and drops none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'token-ledger-migrate-'));
    const mongodbUri = mongodbUriFor(`migrate_${randomUUID()}`);
    const migrate = (indexProfile: string) =>
      runCommand('src/cli/migrate.ts', directory, {
        MONGODB_URI: mongodbUri,
        JWT_SECRET: SECRET,
        INDEX_PROFILE: indexProfile,
      });
    try {
      await migrate('seed');
      const { code, stdout } = await migrate('lean');
      expect(code).toBe(0);
      for (const name of ALL_INDEXES.slice(2)) expect(stdout).toContain(`dropIndex("${name}")`);
      for (const name of ALL_INDEXES.slice(0, 2)) expect(stdout).not.toContain(name);
      await withDatabase({ mongodbUri, dataDir: directory }, async ({ db }) => {
        expect(await db.collection('openai_token_usage').indexes()).toHaveLength(9);
      });
    } finally {
      await dropDatabase(mongodbUri);
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('makes what can be made beside a hidden index with the same key, and names that one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'token-ledger-migrate-'));
    const mongodbUri = mongodbUriFor(`migrate_${randomUUID()}`);
    try {
      await withDatabase({ mongodbUri, dataDir: directory }, ({ db }) =>
        db
          .collection('openai_token_usage')
          .createIndexes([{ key: { month: 1, userId: 1 }, name: 'mine', hidden: true }]),
      );
      const { code, stderr } = await runCommand('src/cli/migrate.ts', directory, {
        MONGODB_URI: mongodbUri,
        JWT_SECRET: SECRET,
      });
      expect([code, stderr]).toEqual([1, expect.stringMatching(/refuses the index month_userId .*mine/)]);
      await withDatabase({ mongodbUri, dataDir: directory }, async ({ db }) => {
        expect(await db.collection('openai_token_usage').indexes()).toHaveLength(9);
      });
    } finally {
      await dropDatabase(mongodbUri);
      await rm(directory, { recursive: true, force: true });
    }
  });
});
