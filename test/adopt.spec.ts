import { type mongo, Types } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { withDatabase } from '../src/database';
import { adopt, rebuild } from '../src/ledger';
import { runCommand } from './support/command';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { verifyLedger } from './support/stored-books';
import { admin, type Body, SECRET, TestService, usageRecord } from './support/test-service';
import { until } from './support/until';

// Every story starts several processes.
jest.setTimeout(120_000);

const ann = new Types.ObjectId();
const ben = new Types.ObjectId();

/** A record as the original document describes it, by another program. */
function originalRecord(index: number, said: object = {}) {
  const timestamp = new Date(Date.parse('2024-01-01T00:00:00Z') + index * 3_600_000);
  const day = timestamp.toISOString().slice(0, 10);
  return {
    userId: index % 3 === 0 ? ben : ann,
    userEmail: index % 3 === 0 ? 'ben@example.com' : 'ann@example.com',
    modelName: 'gpt-3.5-turbo',
    promptTokens: 100,
    completionTokens: 50,
    totalTokens: 150,
    // A sum of such costs, as floating-point numbers, would not be exact.
    cost: 0.1 + 0.2,
    operation: 'test_generation',
    timestamp,
    date: day,
    month: day.slice(0, 7),
    year: timestamp.getUTCFullYear(),
    isActive: true,
    __v: 0,
    ...said,
  };
}

const originalRecords = (count: number) => Array.from({ length: count }, (_, index) => originalRecord(index));

describe('npm run migrate -- --adopt, on a collection that another program has written', () => {
  let directory: string;
  let mongodbUri: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-adopt-'));
    mongodbUri = mongodbUriFor(`adopt_${randomUUID()}`);
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
  const migrate = (...args: readonly string[]) =>
    runCommand('src/cli/migrate.ts', directory, environment(), ...args);
  const inDatabase = <Result>(work: (db: mongo.Db) => Promise<Result>) =>
    withDatabase({ dataDir: dataDir(), mongodbUri: mongodbUri === '' ? undefined : mongodbUri }, ({ db }) =>
      work(db),
    );
  const write = (records: readonly object[]) =>
    inDatabase((db) => db.collection('openai_token_usage').insertMany([...records]));

  it('takes it over, once, and the service answers from it', async () => {
    await write(originalRecords(100));
    const before = await migrate('--status');
    expect([before.code, before.stdout]).toEqual([1, expect.stringContaining('To be adopted: 100 records')]);
    const without = await ServiceProcess.start(directory, environment());
    await until(
      () => without.stdout + without.stderr,
      (text) => text.includes('npm run migrate -- --adopt'),
    );
    await without.end('SIGTERM');
    const first = await migrate('--adopt');
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('Adopted: 100 records.')]);
    const second = await migrate('--adopt');
    expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/Adopted: 0 records\.[^]*right/)]);
    expect(await migrate('--status')).toMatchObject({ code: 0 });

    const service = await ServiceProcess.start(directory, environment());
    const authorization = `Bearer ${signToken({ ...admin, roles: ['admin'] }, { secret: SECRET, expiresIn: '1h' })}`;
    const get = async (path: string) => {
      const response = await fetch(`${service.baseUrl}/admin/openai/${path}`, { headers: { authorization } });
      return ((await response.json()) as Body).data as unknown;
    };
    expect(await get('dashboard')).toMatchObject({ totalRequests: 100, totalCost: 30, uniqueUsers: 2 });
    expect(await get('top-users')).toMatchObject([
      { _id: String(ann), userEmail: 'ann@example.com', totalTokens: 9_900 },
      { _id: String(ben), userEmail: 'ben@example.com', totalTokens: 5_100 },
    ]);
    expect(await get(`user/${String(ben)}/stats`)).toMatchObject({ totalRequests: 34, totalCost: 10.2 });
    expect(await get(`user/${String(ann)}/history?page=2&limit=60`)).toMatchObject({
      total: 66,
      data: { length: 6, 0: { userId: String(ann), cost: 0.3, costStatus: 'supplied' } },
    });
    expect(await get('verify')).toMatchObject({ isConsistent: true, checked: { records: 100 } });
    await service.end('SIGTERM');
  });

  it('leaves what it cannot take over as it is, says which and why, and ends with 1', async () => {
    await write([originalRecord(0), originalRecord(1, { _id: 'late', timestamp: 'yesterday' })]);
    const { code, stdout } = await migrate('--adopt');
    expect(code).toBe(1);
    expect(stdout).toContain('Adopted: 1 records.');
    expect(stdout).toContain('late: its timestamp is no date');
  });

  it('may be stopped at any moment, and run again', async () => {
    await write(originalRecords(1_200));
    await inDatabase(async (db) => {
      const stopped = adopt(db, () => {
        throw new Error('stopped');
      });
      await expect(stopped).rejects.toThrow('stopped');
      expect(await adopt(db)).toMatchObject({ adopted: 700, left: 0 });
      await rebuild(db);
      expect(await verifyLedger(db)).toEqual([]);
      expect(await db.collection('openai_token_usage').countDocuments({ costNanoUsd: 300_000_000 })).toBe(
        1_200,
      );
    });
  });

  it('can be done while the service records', async () => {
    const service = await TestService.start();
    const { db } = await service.connection.asPromise();
    if (db === undefined) throw new Error('There is no connection.');
    await db.collection('openai_token_usage').insertMany(originalRecords(300));
    const calls = Array.from({ length: 20 }, (_, index) =>
      service.insert([usageRecord({ timestamp: new Date(Date.parse('2024-01-02') + index * 60_000) })]),
    );
    await adopt(db);
    await rebuild(db);
    await Promise.all(calls);
    await service.untilRecorded(320);
    expect(await verifyLedger(db)).toEqual([]);
    const { body } = await service.get('/admin/openai/dashboard');
    expect(body.data).toMatchObject({ totalRequests: 320, uniqueUsers: 3, totalCostNanoUsd: '90000900000' });
    await service.stop();
  });
});
