import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { withDatabase } from '../src/database';
import { runCommand } from './support/command';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { admin, SECRET, usageRecord } from './support/test-service';

// Every story starts several processes.
jest.setTimeout(120_000);

describe('npm run rebuild', () => {
  let directory: string;
  let mongodbUri: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-rebuild-'));
    mongodbUri = mongodbUriFor(`rebuild_${randomUUID()}`);
  });
  afterAll(async () => {
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
    await rm(directory, { recursive: true, force: true });
  });

  const dataDir = () => join(directory, 'data');
  const environment = () => ({
    DATA_DIR: dataDir(),
    ...(mongodbUri !== '' && { MONGODB_URI: mongodbUri }),
    JWT_SECRET: SECRET,
  });
  const rebuild = (...args: readonly string[]) =>
    runCommand('src/cli/rebuild.ts', directory, environment(), ...args);

  it('takes what is in no sum into all of them, beside the service, and within the days that it is given', async () => {
    const service = await ServiceProcess.start(directory, environment());
    const authorization = `Bearer ${signToken({ ...admin, roles: ['admin'] }, { secret: SECRET, expiresIn: '1h' })}`;
    const totalRequests = async () => {
      const answer = await fetch(`${service.baseUrl}/admin/openai/dashboard`, { headers: { authorization } });
      return ((await answer.json()) as { readonly data: { readonly totalRequests: number } }).data
        .totalRequests;
    };
    const days = ['2024-01-15', '2024-03-15'].map((day) => usageRecord({ timestamp: new Date(day) }));
    await withDatabase(
      { dataDir: dataDir(), mongodbUri: mongodbUri === '' ? undefined : mongodbUri },
      ({ db }) => db.collection('openai_token_usage').insertMany([...days]),
    );
    expect(await totalRequests()).toBe(0);
    const ofJanuary = await rebuild('--startDate', '2024-01-01', '--endDate', '2024-01-31');
    expect([ofJanuary.code, ofJanuary.stdout]).toEqual([
      0,
      expect.stringContaining('1 records were in no sum, and are now.'),
    ]);
    expect(await totalRequests()).toBe(1);
    expect((await rebuild()).stdout).toContain('1 records were in no sum, and are now.');
    expect((await rebuild()).stdout).toContain('All of it was right.');
    expect(await totalRequests()).toBe(2);
    await service.end('SIGTERM');
  });

  it('says which days it cannot read', async () => {
    const { code, stdout, stderr } = await rebuild('--startDate', 'soon');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('startDate must be a day such as');
    expect(stdout + stderr).not.toMatch(/\n {4}at /);
  });
});
