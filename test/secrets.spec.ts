import { mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../src/auth';
import { type FakeOpenAI, startFakeOpenAI } from '../src/fake-openai';
import { dropDatabase, mongodbUriFor } from './support/mongodb';
import {
  ANSWER,
  FILE,
  KEY,
  type PrivateCall,
  privateCalls,
  PROMPT,
  quotingOpenAI,
} from './support/private-calls';
import { Program, ServiceProcess } from './support/service-process';
import { TestService } from './support/test-service';
import { until } from './support/until';

const CALLS = 2_000;
const PASSWORD = 'canary-of-the-password';
const METRICS_TOKEN = 'canary-of-the-metrics';

/** Everything that makes a library talk. */
const TALKATIVE = { DEBUG: '*', OPENAI_LOG: 'debug', LOG_LEVEL: 'verbose', DEBUG_USAGE: 'true' };

describe(`no secret gets out in ${CALLS} calls of all kinds:`, () => {
  const mongodbUri = mongodbUriFor(`test_${randomUUID()}`);
  const answers: string[] = [];
  let directory: string;
  let openai: FakeOpenAI;
  let service: ServiceProcess;
  let secret: string;
  let tokens: readonly string[];

  const dataDir = () => join(directory, 'data');
  const secretFile = () => join(dataDir(), 'jwt-secret');

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
    openai = await startFakeOpenAI(quotingOpenAI());
    secret = `canary-of-the-secret-${randomUUID()}`;
    service = await ServiceProcess.start(directory, {
      ...TALKATIVE,
      DATA_DIR: dataDir(),
      // On the embedded store it makes a secret of its own.
      ...(mongodbUri !== '' && { MONGODB_URI: mongodbUri, JWT_SECRET: secret }),
      METRICS_TOKEN,
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: openai.baseUrl,
    });
    if (mongodbUri === '') secret = (await readFile(secretFile(), 'utf8')).trim();
    tokens = ['alice', 'bob'].map((sub) => signToken({ sub, roles: ['admin'] }, { secret, expiresIn: '1h' }));
    await makeCalls(privateCalls(CALLS, tokens));
    await until(
      () => fetch(`${service.baseUrl}/health`).then((response) => response.json()),
      (health) => (health as { records: { waiting: number } }).records.waiting === 0,
    );
  }, 600_000);
  afterAll(async () => {
    await service.end('SIGKILL');
    await Promise.all([openai.stop(), rm(directory, { recursive: true, force: true })]);
    if (mongodbUri !== '') await dropDatabase(mongodbUri);
  });

  async function makeCalls(calls: readonly PrivateCall[]): Promise<void> {
    const waiting = calls.values();
    const callOn = async () => {
      for (const call of waiting) answers.push(await call(service.baseUrl));
    };
    await Promise.all(Array.from({ length: 16 }, callOn));
  }

  function expectNoSecretIn(text: string): void {
    const signatures = tokens.map((token) => token.slice(token.lastIndexOf('.') + 1));
    for (const canary of [KEY, METRICS_TOKEN, PROMPT, FILE, ANSWER, secret, ...signatures, ...tokens])
      if (text.includes(canary)) throw new Error(`'${canary}' is in: ${around(text, canary)}`);
  }

  it('they did go where they belong', () => {
    expect(answers).toHaveLength(CALLS);
    expect(openai.requests.length).toBeGreaterThan(CALLS / 2);
    expect(openai.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
    expect(openai.requests.every(({ bodyText }) => bodyText.includes(PROMPT))).toBe(true);
    const kinds = [
      'provider_error',
      'provider_rate_limited',
      'unauthenticated',
      'invalid_request',
      '"done":true',
      'aborted',
    ];
    for (const kind of kinds)
      expect([kind, answers.some((text) => text.includes(kind))]).toEqual([kind, true]);
  });

  it('not in an answer', () => {
    for (const answer of answers) expectNoSecretIn(answer);
  });

  it('not in what the service prints, with all that talks talking', () => {
    expect(service.stdout).toContain('OpenAI usage tracked: test_generation by alice');
    expectNoSecretIn(service.stdout + service.stderr);
  });

  it('not in what anybody or an administrator is shown', async () => {
    const headers = { authorization: `Bearer ${tokens[0] ?? ''}` };
    const paths = ['/metrics', '/health', '/health/ready', '/docs', '/docs/json', '/docs/swagger-ui-init.js'];
    const questions = ['dashboard', 'top-users', 'user/alice/stats', 'user/alice/history?limit=1000'];
    for (const path of [...paths, ...questions.map((question) => `/admin/openai/${question}`)]) {
      const response = await fetch(service.baseUrl + path, { headers });
      expect(response.status).toBe(200);
      expectNoSecretIn(await response.text());
    }
    const scraped = await fetch(`${service.baseUrl}/metrics`, {
      headers: { authorization: `Bearer ${METRICS_TOKEN}` },
    });
    expect(await scraped.text()).toContain('token_ledger_calls_total{');
  });

  it('not in a stored document, nor in a file but the one of the secret, which only its owner can read', async () => {
    await service.end('SIGTERM');
    expectNoSecretIn(service.stdout + service.stderr);
    const files = (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    for (const file of files.filter((name) => name !== secretFile()))
      expectNoSecretIn(await readFile(file, 'latin1'));
    if (mongodbUri === '') expect(((await stat(secretFile())).mode & 0o777).toString(8)).toBe('600');
    for (const text of await storedDocuments()) expectNoSecretIn(text);
  }, 60_000);

  /** All that is in the database, of any collection. */
  async function storedDocuments(): Promise<readonly string[]> {
    const reader = await TestService.start({ DATA_DIR: dataDir(), MONGODB_URI: mongodbUri });
    const { db } = await reader.connection.asPromise();
    const collections = (await db?.collections()) ?? [];
    const documents = await Promise.all(collections.map((collection) => collection.find().toArray()));
    const texts = documents.flat().map((one) => Buffer.from(mongo.BSON.serialize(one)).toString('latin1'));
    await reader.stop();
    expect(texts.length).toBeGreaterThan(CALLS / 2);
    return texts;
  }
});

describe('the password of the database gets nowhere,', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const environment = (uri: string) => ({
    ...TALKATIVE,
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    MONGODB_URI: uri,
    JWT_SECRET: 'a secret of more than thirty-two bytes',
    OPENAI_API_KEY: KEY,
  });

  it.each([
    `mongodb://ledger:${PASSWORD}@127.0.0.1:port/ledger`,
    `mongodb://ledger:${PASSWORD}%@127.0.0.1/ledger`,
    `mongodb://ledger:${PASSWORD}@127.0.0.1/ledger?unknown=${PASSWORD}`,
  ])(
    'where the service does not start: %s',
    async (uri) => {
      const program = new Program('src/main.ts', directory, environment(uri));
      expect(await program.exit()).toEqual({ code: 1, signal: null });
      expect(program.stderr).toContain('MONGODB_URI');
      expect(program.stdout + program.stderr).not.toContain(PASSWORD);
    },
    30_000,
  );

  it('while the database cannot be reached', async () => {
    const uri = `mongodb://ledger:${PASSWORD}@127.0.0.1:9/ledger?serverSelectionTimeoutMS=300`;
    const service = await ServiceProcess.start(directory, environment(uri));
    const token = signToken(
      { sub: 'root', roles: ['admin'] },
      { secret: environment(uri).JWT_SECRET, expiresIn: '1h' },
    );
    const texts: string[] = [];
    for (const path of ['/health', '/health/ready', '/admin/openai/dashboard']) {
      const response = await fetch(service.baseUrl + path, { headers: { authorization: `Bearer ${token}` } });
      texts.push(await response.text());
    }
    expect(texts.join('\n')).toContain('database_unavailable');
    await until(
      () => service.stdout + service.stderr,
      (output) => output.includes('cannot be reached'),
    );
    await service.end('SIGTERM');
    expect([...texts, service.stdout, service.stderr].join('\n')).not.toContain(PASSWORD);
  }, 60_000);
});

function around(text: string, canary: string): string {
  const start = text.indexOf(canary);
  return text.slice(Math.max(0, start - 200), start + 200);
}
