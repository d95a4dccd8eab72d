import { type mongo } from 'mongoose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnMongoDB } from './support/mongodb';
import { TestService, usageRecord } from './support/test-service';
import { until } from './support/until';

const VIEWS = [
  'daily_usage_summary',
  'endpoint_usage_summary',
  'monthly_usage_summary',
  'user_usage_summary',
];

const NANO_PER_USD = 1_000_000_000n;

const alice = { userId: 'alice', userEmail: 'alice@example.com', userName: 'Alice' };
const bob = { userId: 'bob', userEmail: 'bob@example.com' };
const carol = { userId: 'carol', userEmail: null };
const nobody = { userId: null, userEmail: null };

const grading = { operation: 'grade', modelName: 'gpt-4o' };
const costing = (usd: bigint) => ({ costNanoUsd: usd * NANO_PER_USD, cost: Number(usd) });
const unpriced = {
  costNanoUsd: null,
  cost: null,
  costStatus: 'unpriced',
  unpricedReason: 'unknown_model',
} as const;
const failed = {
  outcome: 'failed',
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  costNanoUsd: 0n,
  cost: 0,
  costStatus: 'free',
} as const;

/** Two on either side of a midnight of UTC that is the end of a month, too. Each used 100 + 50 tokens, unless it failed. */
const BEFORE = new Date('2024-01-31T23:59:59.999Z');
const AFTER = new Date('2024-02-01T00:00:00Z');
const LATER = new Date('2024-02-03T12:00:00Z');

const taken = usageRecord({ ...alice, ...grading, ...costing(1_000n), timestamp: LATER });
const records = [
  usageRecord({ ...alice, ...grading, ...costing(6n), timestamp: BEFORE }),
  usageRecord({ ...alice, ...grading, ...costing(2n), timestamp: AFTER }),
  usageRecord({ ...alice, ...grading, ...failed, timestamp: AFTER }),
  usageRecord({ ...bob, ...grading, ...unpriced, timestamp: AFTER }),
  usageRecord({ ...bob, ...costing(5n), timestamp: LATER }),
  usageRecord({ ...carol, ...failed, modelName: 'gpt-9', timestamp: LATER }),
  usageRecord({ ...nobody, ...costing(1n), timestamp: LATER }),
  taken,
];

describeOnMongoDB('the views on MongoDB', () => {
  let service: TestService;
  let db: mongo.Db;

  beforeAll(async () => {
    service = await TestService.start();
    const { db: connected } = await service.connection.asPromise();
    if (connected === undefined) throw new Error('There is no connection.');
    db = connected;
    await until(
      async () => (await db.listCollections({ type: 'view' }, { nameOnly: true }).toArray()).length,
      (count) => count === VIEWS.length,
    );
    await service.insert(records);
    expect(await service.ledger.setActive(taken._id, false, 10_000)).toBe('corrected');
  });
  afterAll(() => service.stop());

  const rowsOf = (view: string, order: mongo.Sort) => db.collection(view).find().sort(order).toArray();

  it('user_usage_summary has a row for each user', async () => {
    expect(await rowsOf('user_usage_summary', { user_id: 1 })).toEqual([
      {
        user_id: 'alice',
        username: 'Alice',
        email: 'alice@example.com',
        total_calls: 2,
        total_prompt_tokens: 200,
        total_completion_tokens: 100,
        total_tokens: 300,
        total_cost: 8,
        unpriced_calls: 0,
        first_call: BEFORE,
        last_call: AFTER,
      },
      {
        user_id: 'bob',
        username: 'bob@example.com',
        email: 'bob@example.com',
        total_calls: 2,
        total_prompt_tokens: 200,
        total_completion_tokens: 100,
        total_tokens: 300,
        total_cost: 5,
        unpriced_calls: 1,
        first_call: AFTER,
        last_call: LATER,
      },
      {
        user_id: 'carol',
        username: 'carol',
        email: null,
        total_calls: 0,
        total_prompt_tokens: 0,
        total_completion_tokens: 0,
        total_tokens: 0,
        total_cost: 0,
        unpriced_calls: 0,
        first_call: LATER,
        last_call: LATER,
      },
    ]);
  });

  it('endpoint_usage_summary has a row for each operation and model, averages without what failed or has no price', async () => {
    expect(await rowsOf('endpoint_usage_summary', { endpoint: 1, model: 1 })).toEqual([
      {
        endpoint: 'grade',
        model: 'gpt-4o',
        api_calls: 3,
        total_tokens: 450,
        cost_usd: 8,
        unpriced_calls: 1,
        avg_tokens_per_call: 150,
        avg_cost_per_call: 4,
      },
      {
        endpoint: 'test_generation',
        model: 'gpt-4o-mini',
        api_calls: 2,
        total_tokens: 300,
        cost_usd: 6,
        unpriced_calls: 0,
        avg_tokens_per_call: 150,
        avg_cost_per_call: 3,
      },
      {
        endpoint: 'test_generation',
        model: 'gpt-9',
        api_calls: 0,
        total_tokens: 0,
        cost_usd: 0,
        unpriced_calls: 0,
        avg_tokens_per_call: null,
        avg_cost_per_call: null,
      },
    ]);
  });

  const day = (calls: number, users: number, usd: number, unpriced_calls = 0) => ({
    api_calls: calls,
    unique_users: users,
    total_tokens: calls * 150,
    cost_usd: usd,
    unpriced_calls,
  });

  it('daily_usage_summary and monthly_usage_summary have a row for each day and month of UTC with calls', async () => {
    expect(await rowsOf('daily_usage_summary', { date: 1 })).toEqual([
      { date: '2024-01-31', ...day(1, 1, 6) },
      { date: '2024-02-01', ...day(2, 2, 2, 1) },
      { date: '2024-02-03', ...day(2, 2, 6) },
    ]);
    expect(await rowsOf('monthly_usage_summary', { month: 1 })).toEqual([
      { month: '2024-01', ...day(1, 1, 6) },
      { month: '2024-02', ...day(4, 3, 8, 1) },
    ]);
  });

  it('the questions of docs/views.md are answered by its lines', async () => {
    const [perUser, endpoints, days, beyond] = await Promise.all(linesOfTheDocs().map(answerTo));
    expect(perUser).toEqual([
      { username: 'Alice', total_cost: 8 },
      { username: 'bob@example.com', total_cost: 5 },
      { username: 'carol', total_cost: 0 },
    ]);
    expect(endpoints).toEqual([
      { endpoint: 'grade', model: 'gpt-4o', cost_usd: 8 },
      { endpoint: 'test_generation', model: 'gpt-4o-mini', cost_usd: 6 },
      { endpoint: 'test_generation', model: 'gpt-9', cost_usd: 0 },
    ]);
    expect(days).toEqual([
      { date: '2024-02-03', cost_usd: 6 },
      { date: '2024-02-01', cost_usd: 2 },
      { date: '2024-01-31', cost_usd: 6 },
    ]);
    expect(beyond).toEqual([{ username: 'Alice', email: 'alice@example.com', total_cost: 8 }]);
  });

  it('they have the columns in this order', async () => {
    const columnsOf = async (view: string) => Object.keys((await db.collection(view).findOne()) ?? {});
    expect(await Promise.all(VIEWS.map(columnsOf))).toEqual([
      ['date', 'api_calls', 'unique_users', 'total_tokens', 'cost_usd', 'unpriced_calls'],
      [
        'endpoint',
        'model',
        'api_calls',
        'total_tokens',
        'cost_usd',
        'unpriced_calls',
        'avg_tokens_per_call',
        'avg_cost_per_call',
      ],
      ['month', 'api_calls', 'unique_users', 'total_tokens', 'cost_usd', 'unpriced_calls'],
      [
        'user_id',
        'username',
        'email',
        'total_calls',
        'total_prompt_tokens',
        'total_completion_tokens',
        'total_tokens',
        'total_cost',
        'unpriced_calls',
        'first_call',
        'last_call',
      ],
    ]);
  });

  it('nothing can be written through them', async () => {
    for (const view of VIEWS)
      await expect(db.collection(view).insertOne({ total_cost: 0 })).rejects.toThrow(/is a view/);
  });

  it('users are counted, however many there are', async () => {
    const timestamp = new Date('2024-03-05T12:00:00Z');
    const crowd = Array.from({ length: 1_000 }, (_, index) =>
      usageRecord({ userId: `user-${index}`, timestamp }),
    );
    await service.insert([
      ...crowd,
      ...crowd.slice(0, 100).map((one) => ({ ...one, _id: usageRecord()._id })),
    ]);
    expect(await db.collection('daily_usage_summary').findOne({ date: '2024-03-05' })).toMatchObject({
      api_calls: 1_100,
      unique_users: 1_000,
    });
    expect(await db.collection('monthly_usage_summary').findOne({ month: '2024-03' })).toMatchObject({
      unique_users: 1_000,
    });
  });

  /** As mongosh would: there, the second argument of `find` is what to show. */
  function answerTo(line: string): Promise<readonly object[]> {
    const shell = new Proxy(
      {},
      {
        get: (_, name) => ({
          find: (filter: object, projection: object) =>
            db.collection(String(name)).find(filter, { projection }),
        }),
      },
    );
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the lines are those of our own page
    const run = new Function('db', `return ${line}`) as (shell: object) => mongo.FindCursor;
    return run(shell).toArray();
  }
});

function linesOfTheDocs(): readonly string[] {
  const page = readFileSync(join(__dirname, '../docs/views.md'), 'utf8');
  const lines = [...page.matchAll(/^```js\n([^`]+)\n```$/gm)].map(([, line = '']) =>
    line.replace(/;\s*$/, ''),
  );
  expect(lines).toHaveLength(4);
  return lines;
}
