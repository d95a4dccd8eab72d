import { type INestApplication, type Type } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection, ConnectionStates, Types } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signToken } from '../../src/auth';
import { loadSettings, type Settings } from '../../src/config';
import { createApp } from '../../src/create-app';
import { type FakeOpenAI, startFakeOpenAI } from '../../src/fake-openai';
import { UsageLedger } from '../../src/ledger';
import { ROLLUPS, USAGE_COLLECTION, type UsageRecord, USER_MONTHS, USER_SETS } from '../../src/usage';
import { dropDatabase, mongodbUriFor } from './mongodb';

export interface TestUser {
  readonly sub: string;
  readonly email?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
}

export const admin: TestUser = { sub: 'root', email: 'root@example.com', roles: ['admin'] };
export const alice: TestUser = { sub: 'alice', email: 'alice@example.com' };
export const bob: TestUser = { sub: 'bob', email: 'bob@example.com' };

/** What every route answers, as far as a test looks at it. */
export interface Body {
  readonly success: boolean;
  readonly data: never;
  readonly message: string;
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
  readonly requestId: string;
}

/** What the tokens of the tests are signed with. */
export const SECRET = 'a secret that only the tests know, long enough';

/** The whole service, listening, with a fake OpenAI and an empty database of its own. */
export class TestService {
  private constructor(
    readonly app: INestApplication,
    readonly openai: FakeOpenAI,
    readonly baseUrl: string,
    private readonly cleanUp: (isDatabaseReachable: boolean) => Promise<void>,
  ) {}

  /**
   * Settings are those of the environment. On the MongoDB of MONGODB_URI if there is one, else on the embedded store.
   * `feature` is a module that somebody adds to the service, `create` what makes the service of it.
   */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    feature?: Type,
    create: (settings: Settings, features: readonly Type[]) => Promise<INestApplication> = createApp,
  ): Promise<TestService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'token-ledger-test-'));
    const openai = await startFakeOpenAI();
    const loaded = loadSettings({
      DATA_DIR: dataDir,
      MONGODB_URI: mongodbUriFor(`test_${randomUUID()}`),
      JWT_SECRET: SECRET,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openai.baseUrl,
      ...settings,
    });
    const app = await create(loaded, feature === undefined ? [] : [feature]);
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    return new TestService(app, openai, await app.getUrl(), async (isDatabaseReachable) => {
      await openai.stop();
      if (isDatabaseReachable && loaded.mongodbUri !== undefined) await dropDatabase(loaded.mongodbUri);
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  token({ roles = [], ...user }: TestUser, expiresIn = '1h'): string {
    return signToken({ ...user, roles }, { secret: SECRET, expiresIn });
  }

  /** A request by a user, or by somebody without a token. */
  fetch(path: string, by?: TestUser, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (by !== undefined) headers.set('authorization', `Bearer ${this.token(by)}`);
    return fetch(this.baseUrl + path, { ...init, headers });
  }

  async get(path: string, by: TestUser = admin): Promise<{ readonly status: number; readonly body: Body }> {
    const response = await this.fetch(path, by);
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** A request to the example feature. */
  generate(by: TestUser | undefined, body: object = {}, init: RequestInit = {}): Promise<Response> {
    return this.fetch('/api/test-generation', by, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a login form', ...body }),
      ...init,
    });
  }

  /** Resolves when this many records are stored, and none waits to be stored or counted. */
  async untilRecorded(count: number): Promise<UsageRecord[]> {
    const ledger = this.ledger;
    for (let waited = 0; waited < 10_000; waited += 20) {
      if (ledger.state.waiting === 0 && (await this.records()).length >= count) break;
      await sleep(20);
    }
    return this.records();
  }

  /** All records, past the service, in the order of their calls. */
  async records(): Promise<UsageRecord[]> {
    const { db } = await this.connection.asPromise();
    const records = db?.collection<UsageRecord>('openai_token_usage').find({}, { useBigInt64: true });
    return (await records?.sort({ timestamp: 1, _id: 1 }).toArray()) ?? [];
  }

  /** A record counts when it is recorded. One that is inactive has been taken out since. */
  async insert(records: readonly UsageRecord[]): Promise<void> {
    this.ledger.add(records.map((record) => ({ ...record, isActive: true })));
    await this.untilRecorded(records.length);
    const inactive = records.filter(({ isActive }) => !isActive);
    await Promise.all(inactive.map(({ _id }) => this.ledger.setActive(_id, false, 60_000)));
  }

  /** Forgets all records, also those that are still on their way, and their sums. Users keep their ordinals, which the ledger remembers. */
  async empty(): Promise<void> {
    await this.untilRecorded(0);
    const { db } = await this.connection.asPromise();
    for (const name of [USAGE_COLLECTION, ROLLUPS, USER_MONTHS, USER_SETS])
      await db?.collection(name).deleteMany({});
  }

  get ledger(): UsageLedger {
    return this.app.get(UsageLedger, { strict: false });
  }

  get connection(): Connection {
    return this.app.get<Connection>(getConnectionToken());
  }

  async stop(): Promise<void> {
    const isReachable = this.connection.readyState === ConnectionStates.connected;
    await this.app.close();
    await this.cleanUp(isReachable);
  }
}

/** A stored call of a gpt-4o-mini that used 100 + 50 tokens for 45,000 nano-USD; what matters is said. */
export function usageRecord(said: Partial<UsageRecord> = {}): UsageRecord {
  const timestamp = said.timestamp ?? new Date('2024-01-15T10:30:00Z');
  const day = timestamp.toISOString().slice(0, 10);
  return {
    _id: new Types.ObjectId(),
    userId: 'alice',
    userEmail: 'alice@example.com',
    modelName: 'gpt-4o-mini',
    promptTokens: 100,
    completionTokens: 50,
    totalTokens: 150,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    audioTokens: 0,
    reasoningTokens: 0,
    cost: 0.000045,
    costNanoUsd: 45_000n,
    costStatus: 'priced',
    usageSource: 'reported',
    outcome: 'succeeded',
    operation: 'test_generation',
    endpoint: 'chat.completions',
    attempt: 1,
    streamed: false,
    durationMs: 12.5,
    timestamp,
    date: day,
    month: day.slice(0, 7),
    year: timestamp.getUTCFullYear(),
    isActive: true,
    ...said,
  };
}
