import { endpointsOf } from './support/endpoints';
import { admin, alice, type Body, TestService } from './support/test-service';

const DASHBOARD = '/admin/openai/dashboard';
const TOP_USERS = '/admin/openai/top-users';
const STATS = '/admin/openai/user/alice/stats';
const HISTORY = '/admin/openai/user/alice/history';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

async function expectRefusal(response: Response, named: string): Promise<void> {
  const body = (await response.json()) as Body;
  expect(response.status).toBe(400);
  expect(body).toEqual({
    success: false,
    error: expect.objectContaining({ code: 'invalid_request' }) as unknown,
    requestId: response.headers.get('x-request-id'),
  });
  expect(body.error.message).toContain(named);
  expect(body.error.message).toMatch(/^['A-Za-z].* .*\.$/);
}

describe('a date that means nothing is refused by its name:', () => {
  const wrong = [
    ['startDate=2024-02-30', 'startDate'],
    ['startDate=2023-02-29', 'startDate'],
    ['endDate=2024-13-01', 'endDate'],
    ['endDate=2024-1-1', 'endDate'],
    ['startDate=yesterday', 'startDate'],
    ['startDate=', 'startDate'],
    ['startDate=2024-01-01T25:00:00Z', 'startDate'],
    ['startDate=2024-01-01T10:00:00', 'startDate'],
    ['endDate=1704067200000', 'endDate'],
    ['startDate=2024-02-02&endDate=2024-02-01', 'startDate'],
    ['startDate=2024-02-01T00:00:00.001Z&endDate=2024-02-01T00:00:00Z', 'startDate'],
    ['startDate[$ne]=x', 'startDate'],
    ['startDate[]=2024-01-01', 'startDate'],
    ['startDate=2024-01-01&startDate=2024-01-02', 'startDate'],
    [`startDate=${'2'.repeat(5_000)}`, 'startDate'],
    ['startDate=%00', 'startDate'],
    ['startdate=2024-01-01', 'startdate'],
    ['userId=bob', 'userId'],
  ] as const;

  it.each([DASHBOARD, TOP_USERS, STATS].flatMap((path) => wrong.map((query) => [path, ...query] as const)))(
    '%s?%.60s',
    async (path, query, named) => {
      await expectRefusal(await service.fetch(`${path}?${query}`, admin), named);
    },
  );
});

describe('a number that is none, or is too small or too large, is refused by its name:', () => {
  const values = ['0', '-1', '1001', '10000', '1.5', '1e3', '0x10', '', '%20', '%2B1', 'ten', '१', 'null'];
  const ways = [
    ...values.map((value) => `limit=${value}`),
    'limit=99999999999999999999',
    'limit[$gt]=1',
    'limit[]=1',
    'limit=1&limit=2',
    'limit=1,2',
  ];

  it.each([TOP_USERS, HISTORY].flatMap((path) => ways.map((query) => [path, query] as const)))(
    '%s?%s',
    async (path, query) => {
      await expectRefusal(await service.fetch(`${path}?${query}`, admin), 'limit');
    },
  );

  it.each(['-1', '0', '1.5', '1e3', '', '99999999999999999999', 'Infinity'])(
    'page=%s of a history',
    async (page) => {
      await expectRefusal(await service.fetch(`${HISTORY}?page=${page}`, admin), 'page');
    },
  );

  it.each(['page[$gt]=1', 'page=1&page=2', 'startDate=2024-01-01'])('a history with %s', async (query) => {
    await expectRefusal(await service.fetch(`${HISTORY}?${query}`, admin), query.split(/[[=]/)[0] ?? '');
  });

  it.each([
    'cursor=',
    'cursor=x',
    `cursor=${'A'.repeat(26)}`,
    `cursor=${'A'.repeat(28)}`,
    'cursor[$gt]=A',
    'cursor=A&cursor=A',
    `cursor=${'A'.repeat(5_000)}`,
  ])('a history with the cursor of no history (%.60s)', async (query) => {
    await expectRefusal(await service.fetch(`${HISTORY}?${query}`, admin), 'cursor');
  });

  it('a history with a page and a cursor, each of them right', async () => {
    const response = await service.fetch(`${HISTORY}?page=1&cursor=${'A'.repeat(27)}`, admin);
    await expectRefusal(response, 'cursor and page exclude each other');
  });

  it('of every endpoint that takes a number', async () => {
    const numbers = (await endpointsOf(service)).flatMap(({ path, query }) =>
      query.filter(({ schema }) => schema.type === 'integer').map((parameter) => ({ path, ...parameter })),
    );
    expect(numbers.length).toBeGreaterThanOrEqual(3);
    for (const { path, name, schema } of numbers) {
      const { minimum = NaN, maximum = NaN } = schema;
      const outside = [minimum - 1, maximum + 1, -maximum, 1e15, 'NaN', '1.5', '1e9', '', '9'.repeat(1_000)];
      for (const value of outside)
        await expectRefusal(await service.fetch(`${path}?${name}=${value}`, admin), name);
      for (const value of [minimum, maximum])
        expect((await service.get(`${path}?${name}=${value}`)).status).toBe(200);
    }
  }, 30_000);

  it('while the last page of a history is as quick as it is empty', async () => {
    const { status, body } = await service.get(`${HISTORY}?page=1000000000&limit=1000`);
    expect([status, body.data]).toEqual([
      200,
      { data: [], total: 0, page: 1e9, totalPages: 0, cursor: null },
    ]);
  });

  it('and a range of ten thousand years is a range', async () => {
    for (const path of [DASHBOARD, TOP_USERS, STATS])
      expect((await service.get(`${path}?startDate=0001-01-01&endDate=9999-12-31`)).status).toBe(200);
  });

  it.each([1, 999, 1_000])('but %d is a limit like any other', async (limit) => {
    expect((await service.get(`${TOP_USERS}?limit=${limit}`)).status).toBe(200);
    expect((await service.get(`${HISTORY}?limit=${limit}`)).body.data).toMatchObject({ page: 1 });
  });
});

describe('the id of a user', () => {
  const userPath = (id: string, question: string) =>
    `/admin/openai/user/${encodeURIComponent(id)}/${question}`;

  it.each(['$ne', '{"$gt":""}', '[$ne]', 'a.b', '__proto__', '測試👩‍💻', 'x'.repeat(256), '\u0000', '..%2f'])(
    'may be as strange as %j: it is only an id, of somebody unknown',
    async (id) => {
      for (const question of ['stats', 'history']) {
        const { status, body } = await service.get(userPath(id, question));
        expect([status, body.data]).toEqual([200, expect.objectContaining({})]);
        expect(body.data).toMatchObject(question === 'stats' ? { totalRequests: 0 } : { total: 0 });
      }
    },
  );

  it.each([257, 2_000])('of %d characters is too long', async (length) => {
    await expectRefusal(await service.fetch(userPath('x'.repeat(length), 'stats'), admin), 'userId');
  });

  it('of 10,000 characters is too long for an address', async () => {
    const { status, body } = await service.get(userPath('x'.repeat(10_000), 'stats'));
    expect(status).toBe(414);
    expect(body.error.message).toContain('too long');
  });

  it.each(['%', '%zz', '%ff', '%c3%28'])('that is no text (%s) cannot be read', async (id) => {
    const { status, body } = await service.get(`/admin/openai/user/${id}/stats`);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/address/);
  });
});

describe('the example feature refuses, before it calls anybody,', () => {
  it.each([
    [{ prompt: '' }, 'prompt'],
    [{ prompt: undefined }, 'prompt'],
    [{ prompt: 7 }, 'prompt'],
    [{ prompt: { $ne: '' } }, 'prompt'],
    [{ prompt: 'x'.repeat(100_001) }, 'prompt'],
    [{ fileContent: [] }, 'fileContent'],
    [{ count: 0 }, 'count'],
    [{ count: 101 }, 'count'],
    [{ count: '3' }, 'count'],
    [{ count: 1.5 }, 'count'],
    [{ count: null }, 'count'],
    [{ model: '' }, 'model'],
    [{ model: 4 }, 'model'],
    [{ stream: 'true' }, 'stream'],
    [{ userId: 'bob' }, 'userId'],
  ])('%.60j', async (said, named) => {
    await expectRefusal(await service.generate(alice, said), named);
    expect(service.openai.requests).toHaveLength(0);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '"a prompt"',
    '{"prompt":"a","prompt":',
    '{"__proto__":{"a":1},"prompt":"b"}',
  ])('a body that is %s', async (body) => {
    const response = await service.generate(alice, {}, { body });
    expect(response.status).toBe(400);
    expect(((await response.json()) as Body).error.message).toMatch(/\.$/);
    expect(service.openai.requests).toHaveLength(0);
  });
});
