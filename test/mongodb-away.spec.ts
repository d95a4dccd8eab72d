import { randomUUID } from 'node:crypto';
import { describeOnMongoDB, mongodbUriFor } from './support/mongodb';
import { MongoDBProxy } from './support/mongodb-proxy';
import { eventsOf } from './support/event-stream';
import { alice, TestService } from './support/test-service';
import { until } from './support/until';

const QUESTIONS = ['dashboard', 'top-users', 'user/alice/stats', 'user/alice/history'];

describe('a service whose MongoDB cannot be reached', () => {
  let service: TestService;

  beforeAll(async () => {
    // Nobody listens on port 1.
    service = await TestService.start({ MONGODB_URI: 'mongodb://127.0.0.1:1/away' });
  });
  afterAll(() => service.stop(), 15_000);

  it('has started, and serves calls', async () => {
    const plain = await service.generate(alice);
    expect(plain.status).toBe(200);
    const streamed = await service.generate(alice, { stream: true });
    expect((await eventsOf(streamed)).at(-1)).toMatchObject({ done: true });
  });

  it('is degraded, and says that records wait', async () => {
    expect(await service.get('/health')).toEqual({
      status: 200,
      body: {
        status: 'degraded',
        database: { kind: 'MongoDB', reachable: false },
        records: { waiting: 2, dropped: 0, damaged: 0, onDisk: true },
      },
    });
  });

  it('is not ready for questions', async () => {
    const { status, body } = await service.get('/health/ready');
    expect([status, body.success, body.error.code]).toEqual([503, false, 'database_unavailable']);
    expect(body.error.message).toMatch(/\.$/);
  });

  it('answers questions with 503 and a sentence, and does not let anybody wait for long', async () => {
    const asked = performance.now();
    const answers = await Promise.all(QUESTIONS.map((path) => service.get(`/admin/openai/${path}`)));
    expect(performance.now() - asked).toBeLessThan(6_500);
    for (const { status, body } of answers) {
      expect([status, body.error.code]).toEqual([503, 'database_unavailable']);
      expect(body.error.message).toMatch(/database.*\.$/);
      expect(body.error.message).not.toContain('127.0.0.1');
    }
  }, 15_000);

  it('still tells who may ask, and what was wrong with a question', async () => {
    expect((await service.fetch('/admin/openai/dashboard')).status).toBe(401);
    expect((await service.get('/admin/openai/dashboard', alice)).status).toBe(403);
    expect((await service.get('/admin/openai/top-users?limit=0')).status).toBe(400);
  });
});

describeOnMongoDB('a MongoDB that comes and goes', () => {
  let service: TestService;
  let mongodb: MongoDBProxy;

  beforeAll(async () => {
    mongodb = await MongoDBProxy.start(mongodbUriFor(`test_${randomUUID()}`));
    await mongodb.cut();
    service = await TestService.start({ MONGODB_URI: mongodb.uri });
  });
  afterAll(async () => {
    await service.stop();
    await mongodb.cut();
  }, 15_000);

  const healthIs = async (status: string) =>
    until(
      async () => (await service.get('/health')).body,
      (body) => 'status' in body && body.status === status,
    );

  async function expectStored(count: number): Promise<void> {
    const records = await service.untilRecorded(count);
    expect(records).toHaveLength(count);
    expect((await service.get('/admin/openai/user/alice/stats')).body.data).toMatchObject({
      totalRequests: count,
    });
    expect((await service.get('/health/ready')).status).toBe(200);
  }

  it('gets what has waited for it, when it comes after the service', async () => {
    await service.generate(alice);
    expect((await service.get('/health')).body).toMatchObject({ records: { waiting: 1 } });
    await mongodb.mend();
    await healthIs('ok');
    await expectStored(1);
  }, 20_000);

  it('gets each record once, when it was away for a while', async () => {
    await mongodb.cut();
    await healthIs('degraded');
    for (let made = 0; made < 5; made++) expect((await service.generate(alice)).status).toBe(200);
    expect((await service.get('/health/ready')).status).toBe(503);
    expect((await service.get('/admin/openai/dashboard')).status).toBe(503);
    await mongodb.mend();
    await healthIs('ok');
    await expectStored(6);
  }, 30_000);

  it('has its indexes, though it was away when the service started', async () => {
    const collection = service.connection.collection('openai_token_usage');
    const indexes = await until(
      () => collection.listIndexes().toArray(),
      ({ length }) => length >= 9,
    );
    expect(indexes.map(({ name }) => name as unknown)).toContain('userId_timestamp');
  });
});
