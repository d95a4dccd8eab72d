import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { type FakeOpenAI, startFakeOpenAI } from '../src/fake-openai';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import { type RawAnswer, RawClient, type RawRequest } from './support/raw-client';
import { ServiceProcess } from './support/service-process';
import { type Body, SECRET, TestService } from './support/test-service';

const MB = 1024 * 1024;
/** What the whole of this may add to the memory of the service. Generous: garbage is collected late. */
const GROWTH_BYTES = 300 * MB;

const token = signToken({ sub: 'root', roles: ['admin'] }, { secret: SECRET, expiresIn: '1h' });
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const generation = (body: string): RawRequest => ({
  method: 'POST',
  path: '/api/test-generation',
  headers,
  body,
});
const dashboard = (more: string, tricks = {}): RawRequest => ({
  method: 'GET',
  path: `/admin/openai/dashboard${more}`,
  headers: { ...headers, ...tricks },
});

describe('a service of its own process stays small and goes on, whatever the size of', () => {
  const mongodbUri = mongodbUriFor(`test_${randomUUID()}`);
  let directory: string;
  let openai: FakeOpenAI;
  let service: ServiceProcess;
  let client: RawClient;
  let bytesBefore: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
    openai = await startFakeOpenAI();
    service = await ServiceProcess.start(directory, {
      DATA_DIR: join(directory, 'data'),
      MONGODB_URI: mongodbUri,
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openai.baseUrl,
    });
    client = new RawClient(service.baseUrl);
    const warm = Array.from({ length: 500 }, () => generation('{"prompt":"a login form"}'));
    await client.askAll(warm, ({ status }) => {
      if (status !== 200) throw new Error(`The service does not even begin: ${status}`);
    });
    bytesBefore = memoryOf(service);
  }, 120_000);
  afterEach(async () => {
    const health = await client.ask({ method: 'GET', path: '/health' });
    expect(health.status).toBe(200);
    expect(memoryOf(service) - bytesBefore).toBeLessThan(GROWTH_BYTES);
    expect(service.stderr).toBe('');
  });
  afterAll(async () => {
    client.close();
    await service.end('SIGKILL');
    await Promise.all([openai.stop(), rm(directory, { recursive: true, force: true })]);
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
  });

  async function expectRefusals(requests: readonly RawRequest[], status: number, atOnce = 8): Promise<void> {
    await client.askAll(
      requests,
      (answer) => {
        expect([answer.status, bodyOf(answer).success]).toEqual([status, false]);
      },
      atOnce,
    );
  }

  const times = <Item>(count: number, item: Item): readonly Item[] => Array<Item>(count).fill(item);

  it('a body: what is larger than 2 MB is not even read', async () => {
    const body = JSON.stringify({ prompt: 'x'.repeat(10 * MB) });
    const answers = times(8, undefined).map(() => firstLineHeard(service, textOf(generation(body))));
    for (const line of await Promise.all(answers)) expect(line).toMatch(/^(HTTP\/1.1 413|cut off)/);
    expect(openai.requests).toHaveLength(500);
  }, 60_000);

  it('a body that does not say its size', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const { path } = generation('');
    const head = `POST ${path} HTTP/1.1\r\nhost: a\r\nauthorization: ${headers.authorization}\r\ncontent-type: application/json\r\n`;
    const text = `${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(160)}0\r\n\r\n`;
    const answers = times(8, text).map((sent) => firstLineHeard(service, sent));
    for (const line of await Promise.all(answers)) expect(line).toMatch(/^(HTTP\/1.1 413|cut off)/);
  }, 60_000);

  it('a prompt, a file and what is in them', async () => {
    const large = JSON.stringify({ prompt: 'x'.repeat(100_000), fileContent: 'y'.repeat(1_000_001) });
    await expectRefusals(times(10, generation(large)), 400);
  }, 60_000);

  it('the depth of a body', async () => {
    const deep = `{"prompt":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const nested = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    await expectRefusals([...times(5, generation(deep)), ...times(5, generation(nested))], 400);
  }, 60_000);

  it('the number of names in a body', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `"n${index}":1`).join();
    await expectRefusals(times(4, generation(`{${names}}`)), 400);
  }, 60_000);

  it('the headers', async () => {
    await expectRefusals(times(50, dashboard('', { 'x-large': 'x'.repeat(17_000) })), 431);
    await expectRefusals(times(50, dashboard('', { authorization: `Bearer ${'x'.repeat(30_000)}` })), 431);
  }, 60_000);

  it('an address', async () => {
    await expectRefusals(times(50, dashboard(`?startDate=${'2'.repeat(15_000)}`)), 400);
    await expectRefusals(times(50, dashboard(`?${'a&'.repeat(7_000)}`)), 400);
    await expectRefusals(times(50, dashboard(`?startDate=${'2'.repeat(30_000)}`)), 431);
    const user = (id: string): RawRequest => ({ ...dashboard(''), path: `/admin/openai/user/${id}/stats` });
    await expectRefusals(times(50, user('x'.repeat(10_000))), 414);
    await expectRefusals(times(50, { ...dashboard(''), path: '/x'.repeat(7_000) }), 404);
  }, 60_000);

  it('a page: dozens of large ones at once', async () => {
    const page = { ...dashboard(''), path: '/admin/openai/user/root/history?limit=1000' };
    const statuses: number[] = [];
    await client.askAll(times(20, page), ({ status }) => statuses.push(status), 20);
    expect(statuses).toEqual(times(20, 200));
  }, 120_000);

  it('the crowd: hundreds of connections that say nothing', async () => {
    const port = Number(new URL(service.baseUrl).port);
    const silent = Array.from({ length: 500 }, () => connect(port, '127.0.0.1'));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    const half = silent.slice(250);
    for (const socket of half) socket.write('POST /api/test-generation HTTP/1.1\r\nhost: a\r\nx-slow: ');
    await expectPromptAnswers();
    for (const socket of silent) socket.destroy();
  }, 60_000);

  /** Not held up by others: alone, each takes a few milliseconds. */
  async function expectPromptAnswers(): Promise<void> {
    const began = performance.now();
    for (const request of times(20, dashboard(''))) expect((await client.ask(request)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(10_000);
  }
});

describe('the service', () => {
  it('gives a request half a minute to arrive', async () => {
    const service = await TestService.start();
    const { headersTimeout, requestTimeout } = service.app.getHttpServer() as Server;
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 30_000, requestTimeout: 30_000 });
    await service.stop();
  });
});

const bodyOf = ({ text }: RawAnswer) => JSON.parse(text) as Body;

/** Resident, as the system counts it. */
function memoryOf({ pid = 0 }: ServiceProcess): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

function textOf({ method, path, body = '' }: RawRequest): string {
  const lines = Object.entries({ host: 'a', ...headers, 'content-length': Buffer.byteLength(body) });
  return `${method} ${path} HTTP/1.1\r\n${lines.map((line) => `${line.join(': ')}\r\n`).join('')}\r\n${body}`;
}

/** The first line of the answer; the service may have hung up before it could be heard. */
function firstLineHeard(service: ServiceProcess, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket: Socket = connect(Number(new URL(service.baseUrl).port), '127.0.0.1', () =>
      socket.write(text),
    );
    socket.on('data', (piece) => {
      heard += piece.toString();
      if (heard.includes('\r\n')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(heard === '' ? 'cut off' : heard);
    });
  });
}
