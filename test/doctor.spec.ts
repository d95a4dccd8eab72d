import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { withDatabase } from '../src/database';
import { runCommand } from './support/command';
import { describeOnMongoDB, dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { usageRecord } from './support/test-service';
import { until } from './support/until';

// Every question is a process.
jest.setTimeout(60_000);

// None of them may be seen anywhere.
const SECRET = 'canary-of-the-secret, long enough for HS256';
const KEY = 'sk-canary-of-the-key';
const BASE_URL = 'http://canary:canary@127.0.0.1:1/v1?key=canary';

type Environment = Readonly<Record<string, string>>;

interface Diagnosis {
  readonly code: number | null;
  readonly text: string;
  /** `ok`, `warn`, `fail` or `skip`, what was found and what to do, of one check. */
  readonly of: (check: string) => { readonly level: string; readonly found: string; readonly fix?: string };
}

const LINE = /^(?<level>ok|warn|fail|skip) +(?<name>[a-z ]+?) {2,}(?<found>.*)$/;

/** Runs the doctor, which is to print nothing but lines of its table, and no canary. */
async function diagnose(
  directory: string,
  environment: Environment,
  ...args: readonly string[]
): Promise<Diagnosis> {
  const { code, stdout, stderr } = await runCommand('src/cli/doctor.ts', directory, environment, ...args);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('canary');
  expect(stdout).not.toMatch(/\n {4}at /);
  const lines = stdout.split('\n');
  const of = (check: string) => {
    const index = lines.findIndex((line) => LINE.exec(line)?.groups?.['name'] === check);
    const { level = 'missing', found = '' } = LINE.exec(lines[index] ?? '')?.groups ?? {};
    const fix = lines
      .slice(index + 1)
      .find((line) => !line.startsWith(`${' '.repeat(22)}- `))
      ?.split('-> ')[1];
    return { level, found, ...(fix !== undefined && { fix }) };
  };
  return { code, text: stdout, of };
}

describe('npm run doctor', () => {
  const mongodbUri = mongodbUriFor(`doctor_${randomUUID()}`);
  let directory: string;
  let service: ServiceProcess;
  let environment: Environment;
  const token = (sub: string, roles: readonly string[], secret = SECRET) =>
    signToken({ sub, roles }, { secret, expiresIn: '1h' });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-doctor-'));
    const settings = {
      DATA_DIR: join(directory, 'data'),
      MONGODB_URI: mongodbUri,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: BASE_URL,
    };
    service = await ServiceProcess.start(directory, settings);
    environment = { ...settings, PORT: new URL(service.baseUrl).port };
    await until(
      () => runCommand('src/cli/migrate.ts', directory, environment, '--status'),
      ({ code }) => code === 0,
      30_000,
    );
  });
  afterAll(async () => {
    await service.end('SIGKILL');
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
    await rm(directory, { recursive: true, force: true });
  });

  const look = (more: Environment = {}, ...args: readonly string[]) =>
    diagnose(directory, { ...environment, ...more }, ...args);

  it('finds nothing wrong with a service that has just been started, but that it has no records', async () => {
    const { code, of, text } = await look();
    expect(code).toBe(0);
    for (const check of [
      'settings',
      'openai',
      'database',
      'clock',
      'schema version',
      'collection',
      'indexes',
      'speed',
      'key for tokens',
      'service',
      'age of prices',
    ])
      expect([check, of(check).level]).toEqual([check, 'ok']);
    expect(of('openai').found).toContain('http://127.0.0.1:1/v1 (OPENAI_BASE_URL)');
    expect(of('database').found).toContain(mongodbUri === '' ? 'embedded store' : 'MongoDB 7');
    expect(of('last record')).toMatchObject({
      level: 'warn',
      fix: expect.stringContaining('Make a call') as string,
    });
    for (const check of ['users', 'usage', 'prices', 'failures', 'token'])
      expect(of(check).level).toBe('skip');
    expect(text).not.toContain('fail  ');
  });

  it('tells of the records of the last days what they lack, where, and what to do', async () => {
    const now = new Date();
    const unpriced = { cost: null, costNanoUsd: null, costStatus: 'unpriced' } as const;
    const records = [
      ...Array.from({ length: 8 }, () => usageRecord({ timestamp: now })),
      usageRecord({ timestamp: now, userId: null, operation: 'nightly_summary' }),
      usageRecord({
        timestamp: now,
        modelName: 'acme\u001b[31m-7b',
        ...unpriced,
        unpricedReason: 'unknown_model',
      }),
      usageRecord({ timestamp: now, ...unpriced, unpricedReason: 'service_tier' }),
      usageRecord({ timestamp: now, ...unpriced, unpricedReason: 'no_usage', usageSource: 'missing' }),
      usageRecord({ timestamp: now, outcome: 'failed', failure: 'http', httpStatus: 401 }),
      usageRecord({ timestamp: now, outcome: 'failed', failure: 'cut' }),
      usageRecord({ timestamp: new Date(now.getTime() - 8 * 86_400_000), userId: null }),
      usageRecord({ timestamp: now, isActive: false, userId: null }),
    ];
    await withDatabase(
      { mongodbUri: mongodbUri === '' ? undefined : mongodbUri, dataDir: join(directory, 'data') },
      ({ db }) => db.collection('openai_token_usage').insertMany(records.map((record) => ({ ...record }))),
    );

    const { code, of } = await look();
    expect(code).toBe(0);
    expect(of('collection').found).toContain('holds 16 records');
    expect(of('speed')).toMatchObject({
      level: 'ok',
      found: expect.stringContaining('14 records') as string,
    });
    expect(of('last record').found).toContain(now.toISOString());
    expect(of('users')).toMatchObject({
      level: 'warn',
      found: '1 of 14 (7.1 %) without a user: nightly_summary 1',
      fix: expect.stringContaining('runAsCaller') as string,
    });
    expect(of('usage')).toMatchObject({ level: 'warn', found: '1 of 14 (7.1 %) without usage' });
    expect(of('prices')).toMatchObject({
      level: 'warn',
      found:
        '3 of 14 (21.4 %) without a price: "acme\\u001b[31m-7b" (unknown_model) 1, gpt-4o-mini (no_usage) 1, gpt-4o-mini (service_tier) 1',
      fix: expect.stringMatching(/price-book\.ts.*service_tier:.*no_usage:/) as string,
    });
    expect(of('failures')).toMatchObject({
      level: 'warn',
      found: '2 of 14 (14.3 %) failed: cut 1, http (401) 1',
      fix: expect.stringContaining('OPENAI_API_KEY') as string,
    });
  });

  it('explains a token', async () => {
    const admin = await look({}, '--token', token('root', ['admin']));
    expect(admin.of('token')).toMatchObject({
      level: 'ok',
      found: expect.stringContaining('"root"') as string,
    });
    const user = await look({}, '--token', token('alice', []));
    expect([user.code, user.of('token')]).toMatchObject([
      0,
      { level: 'warn', fix: expect.stringContaining('admin') as string },
    ]);

    const refused = [
      ['another key', token('eve', ['admin'], 'another secret, of more than 32 bytes')],
      ['It is no token', 'nonsense'],
      ['It is no token', `Bearer ${token('root', ['admin'])}`],
    ] as const;
    for (const [found, given] of refused) {
      const { code, of, text } = await look({}, '--token', given);
      expect([code, of('token').level]).toEqual([1, 'fail']);
      expect(of('token').found).toContain(found);
      expect(text).not.toContain(given);
    }
  }, 120_000);

  it('explains a token that has expired, and one for somebody else', async () => {
    const short = signToken({ sub: 'root', roles: [] }, { secret: SECRET, expiresIn: '1s' });
    await until(
      () => Date.now(),
      (now) =>
        now >
        (JSON.parse(Buffer.from(short.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }).exp *
          1000,
    );
    expect((await look({}, '--token', short)).of('token').found).toContain('It expired at 20');
    const issuer = { JWT_ISSUER: 'https://login.example.com' };
    expect((await look(issuer, '--token', token('root', []))).of('token').found).toContain('JWT_ISSUER');
    const audience = { JWT_AUDIENCE: 'ledger' };
    expect((await look(audience, '--token', token('root', []))).of('token').found).toContain('JWT_AUDIENCE');
  });

  it('says what keys of an identity provider go with, and whether they can be had', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const withKey = await look({ JWT_SECRET: '', JWT_PUBLIC_KEY: pem }, '--token', token('root', []));
    expect(withKey.of('key for tokens').level).toBe('ok');
    expect(withKey.of('token')).toMatchObject({
      level: 'fail',
      fix: expect.stringContaining('HS256') as string,
    });
    const away = await look({ JWT_SECRET: '', JWKS_URI: 'http://127.0.0.1:1/keys' });
    expect([away.code, away.of('key for tokens')]).toMatchObject([
      1,
      { level: 'fail', fix: expect.stringContaining('JWKS_URI') as string },
    ]);
  });

  it('warns of settings that will surprise somebody', async () => {
    const { code, of } = await look({
      JWT_SECRET: 'short',
      OPENAI_API_KEY: '',
      PRICE_LIST: 'seed-001',
      PORT: '1',
    });
    expect(code).toBe(0);
    for (const [check, fix] of [
      ['settings', 'openssl rand'],
      ['openai', 'OPENAI_API_KEY'],
      ['age of prices', 'PRICE_LIST'],
      ['service', 'npm start'],
    ] as const)
      expect(of(check)).toMatchObject({ level: 'warn', fix: expect.stringContaining(fix) as string });
  });

  it('names all settings that cannot be used, and looks at nothing else', async () => {
    const { code, of, text } = await look({ PORT: 'canary', TIME_ZONE: 'canary' });
    expect([code, of('settings').level]).toEqual([1, 'fail']);
    expect(text).toContain('- PORT must be');
    expect(text).toContain('- TIME_ZONE must be');
    expect(of('settings').fix).toContain('.env.example');
    expect(of('database').level).toBe('missing');
  });

  it('finds out that something else has the port, or that the service has other settings', async () => {
    const other = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { code, of } = await look({ PORT: String((other.address() as AddressInfo).port) });
    await closed(other);
    expect([code, of('service')]).toMatchObject([
      1,
      { level: 'fail', fix: expect.stringContaining('PORT') as string },
    ]);

    const kind = mongodbUri === '' ? 'mongodb://127.0.0.1:1/away' : '';
    expect((await look({ MONGODB_URI: kind })).of('service')).toMatchObject({
      level: 'warn',
      found: expect.stringContaining('but these settings mean') as string,
    });
  });

  it('says that a newer release was here', async () => {
    const database = {
      mongodbUri: mongodbUri === '' ? undefined : mongodbUri,
      dataDir: join(directory, 'data'),
    };
    await withDatabase(database, ({ db }) =>
      db.collection<{ _id: number }>('token_ledger_migrations').insertOne({ _id: 99 }),
    );
    const { code, of } = await look();
    await withDatabase(database, ({ db }) => db.dropCollection('token_ledger_migrations'));
    expect([code, of('schema version')]).toMatchObject([1, { level: 'fail' }]);
    expect((await look()).of('schema version')).toMatchObject({
      level: 'warn',
      fix: expect.stringContaining('npm run migrate') as string,
    });
  });
});

describe('npm run doctor, before anything was started', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-doctor-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('says how to start, fails at nothing, and makes nothing', async () => {
    const { code, of, text } = await diagnose(directory, { PORT: '1' });
    expect(code).toBe(0);
    expect(of('database')).toMatchObject({ level: 'warn', fix: 'npm start makes it.' });
    expect(of('service')).toMatchObject({
      level: 'warn',
      fix: expect.stringContaining('npm start') as string,
    });
    expect(text).toContain('They need the database: clock, schema version, collection, indexes');
    expect(existsSync(join(directory, 'data'))).toBe(false);
  });

  it('says why a MongoDB cannot be reached, and looks at the rest', async () => {
    const { code, of } = await diagnose(directory, {
      PORT: '1',
      MONGODB_URI: 'mongodb://canary:canary@127.0.0.1:1/ledger',
      JWT_SECRET: SECRET,
    });
    expect(code).toBe(1);
    expect(of('database')).toMatchObject({
      level: 'fail',
      found: 'The MongoDB of MONGODB_URI cannot be reached: nobody listens at its host and port',
      fix: 'Start it, or correct MONGODB_URI.',
    });
    expect(of('key for tokens').level).toBe('ok');
  });
});

describeOnMongoDB('npm run doctor on a MongoDB', () => {
  it('finds a service that has lost its database, and an index that is gone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'token-ledger-doctor-'));
    const mongodbUri = mongodbUriFor(`doctor_${randomUUID()}`);
    const environment = { MONGODB_URI: mongodbUri, JWT_SECRET: SECRET, PORT: '1' };
    const lost = await ServiceProcess.start(directory, {
      MONGODB_URI: 'mongodb://127.0.0.1:1/away',
      JWT_SECRET: SECRET,
    });
    try {
      await runCommand('src/cli/migrate.ts', directory, environment);
      await withDatabase({ mongodbUri, dataDir: directory }, ({ db }) =>
        db.collection('openai_token_usage').dropIndex('userId_timestamp'),
      );
      const { code, of } = await diagnose(directory, {
        ...environment,
        PORT: new URL(lost.baseUrl).port,
      });
      expect(code).toBe(1);
      expect(of('indexes')).toMatchObject({
        level: 'fail',
        found: expect.stringContaining('userId_timestamp on {userId: 1, timestamp: -1}') as string,
        fix: 'npm run migrate',
      });
      expect(of('service')).toMatchObject({
        level: 'fail',
        found: expect.stringContaining('its database cannot be reached') as string,
      });
    } finally {
      await lost.end('SIGKILL');
      await dropDatabase(mongodbUri);
      await rm(directory, { recursive: true, force: true });
    }
  });
});

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
