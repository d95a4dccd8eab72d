import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { chatCompletion, type FakeOpenAI, startFakeOpenAI } from '../src/fake-openai';
import { type HeldOpenAI, startHeldOpenAI } from './support/held-openai';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { ServiceProcess } from './support/service-process';
import { SECRET } from './support/test-service';
import { until } from './support/until';

const token = signToken(
  { sub: 'alice', email: 'alice@example.com', roles: ['admin'] },
  { secret: SECRET, expiresIn: '1h' },
);
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

describe('a service that is told to end', () => {
  const mongodbUri = mongodbUriFor(`test_${randomUUID()}`);
  let directory: string;
  let service: ServiceProcess;
  let openai: FakeOpenAI;
  let held: HeldOpenAI;
  let made = 0;

  const start = (baseUrl: string) =>
    ServiceProcess.start(directory, {
      DATA_DIR: join(directory, 'data'),
      MONGODB_URI: mongodbUri,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: baseUrl,
    });

  const generate = (body: object = {}) => {
    made++;
    const init = { method: 'POST', headers, body: JSON.stringify({ prompt: 'a login form', ...body }) };
    return fetch(`${service.baseUrl}/api/test-generation`, init);
  };

  /** Ends the service and starts it again on the same data. */
  async function restart(ending: Promise<unknown>, baseUrl: string): Promise<void> {
    const asked = performance.now();
    await ending;
    expect(performance.now() - asked).toBeLessThan(6_000);
    service = await start(baseUrl);
  }

  const history = async () => {
    const response = await fetch(`${service.baseUrl}/admin/openai/user/alice/history?limit=1000`, {
      headers,
    });
    const { data } = (await response.json()) as { data?: { data: { outcome: string }[]; total: number } };
    return data;
  };

  /** With all calls, the last of which may have been left to this life to store. */
  async function wholeHistory() {
    const whole = await until(history, (found) => found?.total === made);
    if (whole === undefined) throw new Error('There is no history.');
    return whole;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
    [openai, held] = await Promise.all([startFakeOpenAI(), startHeldOpenAI()]);
    service = await start(openai.baseUrl);
  }, 30_000);
  afterAll(async () => {
    await service.end('SIGKILL');
    await Promise.all([openai.stop(), held.stop(), rm(directory, { recursive: true, force: true })]);
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
  });

  it('stores what waits', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => generate()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await restart(service.end('SIGTERM'), held.baseUrl);
    expect((await wholeHistory()).total).toBe(made);
  }, 30_000);

  it('answers who is waiting for an answer, and stores that call too', async () => {
    const answers = Promise.all([generate(), generate(), generate()]);
    await held.untilAsked(3);
    const ending = service.end('SIGTERM');
    await until(
      () =>
        fetch(`${service.baseUrl}/health`).then(
          () => 'open',
          () => 'closed',
        ),
      (door) => door === 'closed',
    );
    held.release();
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    await restart(ending, openai.baseUrl);
    expect((await wholeHistory()).total).toBe(made);
  }, 30_000);

  it('cuts a stream that does not end, and stores what it has used so far', async () => {
    openai.answer = (request) => {
      const answer = chatCompletion(request);
      return 'events' in answer ? { events: answer.events.slice(0, 5), then: 'hang' } : answer;
    };
    const response = await generate({ stream: true });
    const reader = response.body?.getReader();
    await reader?.read();
    const cut = until(
      () =>
        reader?.read().then(
          ({ done }) => done,
          () => true,
        ) ?? true,
      (ended) => ended,
    );
    await restart(Promise.all([service.end('SIGTERM'), cut]), openai.baseUrl);
    const { data, total } = await wholeHistory();
    expect(total).toBe(made);
    expect(data[0]).toMatchObject({ outcome: 'stopped', usageSource: 'estimated' });
  }, 30_000);

  it('records a call that it cannot wait for as cut: it was made, and what it cost is unknown', async () => {
    openai.answer = () => ({ instead: 'hang' });
    const seen = openai.requests.length;
    const answer = generate().catch(() => 'cut');
    await until(
      () => openai.requests.length,
      (count) => count > seen,
    );
    await restart(Promise.all([service.end('SIGTERM'), answer]), openai.baseUrl);
    const { data, total } = await wholeHistory();
    expect(total).toBe(made);
    expect(data[0]).toMatchObject({ outcome: 'failed', usageSource: 'missing', cost: null });
  }, 30_000);

  it('keeps everything over any number of restarts', async () => {
    const before = await wholeHistory();
    await restart(service.end('SIGINT'), openai.baseUrl);
    expect(await wholeHistory()).toEqual(before);
  }, 30_000);
});
