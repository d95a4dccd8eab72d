import { type INestApplication, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { OpenAI } from 'openai';
import { OpenAI as OpenAI7 } from 'openai7';
import { AppModule } from '../src/app.module';
import { type Settings } from '../src/config';
import { createApp } from '../src/create-app';
import { chatCompletion, type FakeOpenAI, startFakeOpenAI } from '../src/fake-openai';
import { trackForeignClients } from '../src/openai';
import { foreignModule, question, type Sdk, ways } from './support/foreign-module';
import { alice, bob, TestService } from './support/test-service';

/** As somebody starts the service who has an application on Express. */
const createOnExpress = (settings: Settings, features: readonly Type[]): Promise<INestApplication> =>
  NestFactory.create(AppModule.forRoot(settings, features), new ExpressAdapter(), {
    instrument: trackForeignClients(),
    abortOnError: false,
    logger: false,
  });

const adapters = { Fastify: createApp, Express: createOnExpress };
const sdks: Readonly<Record<string, Sdk>> = { 6: OpenAI, 7: OpenAI7 as unknown as Sdk };
const combinations = Object.keys(adapters).flatMap((adapter) =>
  Object.keys(sdks).map((major) => ({ adapter: adapter as keyof typeof adapters, major })),
);

describe.each(combinations)('on $adapter, a module with clients of openai $major', ({ adapter, major }) => {
  let provider: FakeOpenAI;
  let service: TestService;

  beforeAll(async () => {
    provider = await startFakeOpenAI();
    const options = { apiKey: 'sk-foreign', baseURL: provider.baseUrl, maxRetries: 1 };
    service = await TestService.start({}, foreignModule(sdks[major] ?? OpenAI, options), adapters[adapter]);
  });
  beforeEach(async () => {
    await service.empty();
    provider.answer = (request) => chatCompletion(request, { content: 'Because it is.', usage });
  });
  afterAll(async () => {
    await service.stop();
    await provider.stop();
  });

  const usage = { prompt: 1_000, completion: 200, cached: 400 };
  const post = (path: string, by = alice) => service.fetch(path, by, { method: 'POST' });
  // 600 x 150 + 400 x 75 + 200 x 600 nano-USD.
  const used = { promptTokens: 1_000, completionTokens: 200, cachedTokens: 400, costNanoUsd: 240_000n };
  const ofAlice = { userId: 'alice', userEmail: 'alice@example.com' };

  it.each(ways)(
    'is recorded as the user’s, with what it is for and its exact price: provided by way of %s',
    async (way) => {
      const response = await post(`/${way}/ask/4711`);
      expect([response.status, await response.json()]).toEqual([201, { content: 'Because it is.' }]);
      expect(provider.requests.at(-1)?.headers.authorization).toBe('Bearer sk-foreign');
      expect(await service.untilRecorded(1)).toMatchObject([
        { ...ofAlice, ...used, operation: 'ask', route: `POST /${way}/ask/:id`, outcome: 'succeeded' },
      ]);
    },
  );

  it('is recorded when it streams, and does not see that the usage was asked for', async () => {
    const chunks = (await (await post('/string/stream')).json()) as { readonly choices: object[] }[];
    expect(chunks).not.toHaveLength(0);
    for (const chunk of chunks) {
      expect(chunk.choices).toHaveLength(1);
      expect(chunk).not.toHaveProperty('usage');
    }
    expect(await service.untilRecorded(1)).toMatchObject([
      { ...ofAlice, ...used, operation: 'stream', streamed: true, usageSource: 'reported' },
    ]);
  });

  it('is recorded attempt by attempt', async () => {
    let tries = 0;
    provider.answer = (request) =>
      ++tries === 1
        ? { status: 500, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'busy' } } }
        : chatCompletion(request, { usage });
    expect((await post('/string/ask/1')).status).toBe(201);
    expect(await service.untilRecorded(2)).toMatchObject([
      { ...ofAlice, operation: 'ask', attempt: 1, outcome: 'failed', httpStatus: 500, totalTokens: 0 },
      { ...ofAlice, ...used, operation: 'ask', attempt: 2, outcome: 'succeeded' },
    ]);
  });

  it('fails with the error of its SDK, which is recorded too', async () => {
    provider.answer = () => ({ status: 400, body: { error: { message: 'No such model.', code: 'bad' } } });
    expect(await (await post('/string/refused')).json()).toEqual({ status: 400, code: 'bad' });
    expect(await service.untilRecorded(1)).toMatchObject([
      { ...ofAlice, operation: 'refused', outcome: 'failed', failure: 'http', httpStatus: 400 },
    ]);
  });

  it('makes clients with other options, which are recorded too, once', async () => {
    expect((await post('/string/with-options')).status).toBe(201);
    expect(provider.requests.at(-1)?.headers['x-changed']).toBe('yes');
    expect(await service.untilRecorded(1)).toMatchObject([
      { ...ofAlice, ...used, operation: 'with_options' },
    ]);
    expect(await service.untilRecorded(0)).toHaveLength(1);
  });

  it('keeps users apart who call at the same time', async () => {
    provider.answer = (request) => chatCompletion(request, { usage, pauseMs: 5 });
    await Promise.all(ways.flatMap((way) => [post(`/${way}/stream`), post(`/${way}/ask/1`, bob)]));
    const records = await service.untilRecorded(2 * ways.length);
    const seen = records.map(({ userId, operation, route }) => `${userId ?? ''} ${operation} ${route ?? ''}`);
    const expected = ways.flatMap((way) => [
      `alice stream POST /${way}/stream`,
      `bob ask POST /${way}/ask/:id`,
    ]);
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  it('leaves the service’s own client as it is: its calls are recorded once', async () => {
    expect((await service.generate(alice)).status).toBe(200);
    expect(await service.untilRecorded(1)).toMatchObject([{ ...ofAlice, operation: 'test_generation' }]);
    expect(await service.untilRecorded(0)).toHaveLength(1);
  });

  it('is what the administrator is told of', async () => {
    await post('/string/ask/1');
    await post('/per-request/ask/1', bob);
    await service.untilRecorded(2);
    expect((await service.get('/admin/openai/dashboard')).body.data).toMatchObject({
      totalRequests: 2,
      totalTokens: 2_400,
      totalCostNanoUsd: '480000',
      uniqueUsers: 2,
      unattributedRequests: 0,
    });
  });

  it('is closed to who has no token, and answers errors in the service’s shape', async () => {
    const response = await service.fetch('/class/ask/1', undefined, { method: 'POST' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const { requestId, ...body } = (await response.json()) as { requestId: string };
    expect(body).toMatchObject({ success: false, error: { code: 'unauthenticated' } });
    expect(response.headers.get('x-request-id')).toBe(requestId);
    expect((await post('/class/unknown')).status).toBe(404);
    const unreadable = await service.generate(alice, {}, { body: 'a prompt that is no JSON' });
    expect(unreadable.status).toBe(400);
    expect(await unreadable.json()).toMatchObject({
      error: {
        code: 'invalid_request',
        message: 'The body cannot be read: it must be whole, JSON, and without keys such as __proto__.',
      },
    });
    expect(await service.untilRecorded(0)).toEqual([]);
  });
});

describe('a module that calls a model while the service starts', () => {
  it('is recorded, as nobody’s', async () => {
    const provider = await startFakeOpenAI();
    const openai = new OpenAI({ apiKey: 'sk-foreign', baseURL: provider.baseUrl });

    @Module({ providers: [{ provide: 'OPENAI', useValue: openai }] })
    class WarmUp implements OnModuleInit {
      async onModuleInit() {
        await openai.chat.completions.create(question);
      }
    }

    const service = await TestService.start({}, WarmUp);
    expect(await service.untilRecorded(1)).toMatchObject([
      { userId: null, operation: 'unknown', outcome: 'succeeded', costStatus: 'priced' },
    ]);
    await service.stop();
    await provider.stop();
  });
});
