import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { type FakeOpenAI, startFakeOpenAI } from '../src/fake-openai';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { SECRET } from './support/test-service';

jest.setTimeout(60_000);

const PROMPT = 'prompt-canary';
const KEY = 'sk-key-canary-0123456789';
const token = signToken({ sub: 'alice', roles: [] }, { secret: SECRET, expiresIn: '1h' });

/** Level, context and message, as Nest's logger writes a line. */
const LINE = /(?<level>LOG|DEBUG) \[CallRecorder\] (?<message>OpenAI usage tracked: .*)/;

describe('the line that the service logs for each record', () => {
  let openai: FakeOpenAI;

  beforeAll(async () => {
    openai = await startFakeOpenAI();
  });
  afterAll(() => openai.stop());

  /** All that a service logs that makes one call, from its start to its end. */
  async function logOfOneCall(settings: Readonly<Record<string, string>>): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
    const mongodbUri = mongodbUriFor(`test_${randomUUID()}`);
    const service = await ServiceProcess.start(directory, {
      DATA_DIR: join(directory, 'data'),
      MONGODB_URI: mongodbUri,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: openai.baseUrl,
      ...settings,
    });
    try {
      const { status } = await fetch(`${service.baseUrl}/api/test-generation`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ prompt: PROMPT }),
      });
      expect(status).toBe(200);
    } finally {
      await service.end('SIGTERM');
      if (mongodbUri !== '') await dropDatabase(mongodbUri);
      await rm(directory, { recursive: true, force: true });
    }
    return service.stdout + service.stderr;
  }

  it.each([
    ['DEBUG', { LOG_LEVEL: 'debug' }],
    ['LOG', { DEBUG_USAGE: 'true', LOG_LEVEL: 'error' }],
    ['LOG', { DEBUG_USAGE_TRACKING: 'true' }],
  ])('is one at the level %s with %j, and shows neither prompt nor secret', async (level, settings) => {
    const log = await logOfOneCall(settings);
    const lines = log.split('\n').filter((line) => line.includes('OpenAI usage tracked'));
    expect(lines.map((line) => LINE.exec(line)?.groups?.['level'])).toEqual([level]);
    expect(LINE.exec(log)?.groups?.['message']).toMatch(
      /^OpenAI usage tracked: test_generation by alice, "gpt-4o-mini" succeeded, \d+ tokens, cost \d+ nano-USD \(priced\)$/,
    );
    for (const canary of [PROMPT, KEY, SECRET, token]) expect(log).not.toContain(canary);
  });

  it('is not there by default', async () => {
    expect(await logOfOneCall({})).not.toContain('OpenAI usage tracked');
  });
});
