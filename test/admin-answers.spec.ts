import { Types } from 'mongoose';
import { alice, bob, TestService, usageRecord } from './support/test-service';

// Typed, since jest's own are `any`.
const aNumber: unknown = expect.any(Number);
const aText: unknown = expect.any(String);
const anInstant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);

describe('the admin API answers in the shapes of its document:', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
    for (const user of [alice, alice, bob]) expect((await service.generate(user)).status).toBe(200);
    await service.untilRecorded(3);
  });
  afterAll(() => service.stop());

  it('the dashboard', async () => {
    expect(await service.get('/admin/openai/dashboard')).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: { totalTokens: aNumber, totalCost: aNumber, totalRequests: 3, uniqueUsers: 2 },
        message: 'OpenAI usage statistics retrieved successfully',
      },
    });
  });

  it('the top users', async () => {
    const numbers = { totalTokens: aNumber, totalCost: aNumber };
    expect(await service.get('/admin/openai/top-users')).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: [
          { _id: 'alice', userEmail: 'alice@example.com', ...numbers, totalRequests: 2 },
          { _id: 'bob', userEmail: 'bob@example.com', ...numbers, totalRequests: 1 },
        ],
        message: 'Top 10 users retrieved successfully',
      },
    });
  });

  it("one user's statistics", async () => {
    expect(await service.get('/admin/openai/user/alice/stats')).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: { totalTokens: aNumber, totalCost: aNumber, totalRequests: 2 },
        message: 'Usage statistics for user alice retrieved successfully',
      },
    });
  });

  it("one user's history", async () => {
    const entry = {
      _id: aText,
      userId: 'alice',
      userEmail: 'alice@example.com',
      modelName: 'gpt-4o-mini',
      promptTokens: aNumber,
      completionTokens: 24,
      totalTokens: aNumber,
      cost: aNumber,
      operation: 'test_generation',
      timestamp: anInstant,
    };
    expect(await service.get('/admin/openai/user/alice/history')).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: { data: [entry, entry], total: 2, page: 1, totalPages: 1, cursor: null },
        message: 'Usage history for user alice retrieved successfully',
      },
    });
  });

  it('the message names the number of users that was asked for, not the number that there are', async () => {
    const { body } = await service.get('/admin/openai/top-users?limit=1000');
    expect(body.message).toBe('Top 1000 users retrieved successfully');
    expect(body.data).toHaveLength(2);
  });

  it('the message names the user as they are called, whatever that looks like', async () => {
    const id = 'auth0|Zoë & <b>co</b>/1?';
    await service.insert([usageRecord({ userId: id })]);
    for (const [question, name] of [
      ['stats', 'statistics'],
      ['history', 'history'],
    ]) {
      const { body } = await service.get(`/admin/openai/user/${encodeURIComponent(id)}/${question ?? ''}`);
      expect(body.message).toBe(`Usage ${name ?? ''} for user ${id} retrieved successfully`);
      expect(body.data).toMatchObject(question === 'stats' ? { totalRequests: 1 } : { total: 1 });
    }
  });

  it('somebody unknown has used nothing', async () => {
    expect(await service.get('/admin/openai/user/nobody/stats')).toMatchObject({
      status: 200,
      body: { data: { totalTokens: 0, totalCost: 0, totalRequests: 0, failedRequests: 0 } },
    });
    expect(await service.get('/admin/openai/user/nobody/history')).toMatchObject({
      status: 200,
      body: { data: { data: [], total: 0, page: 1, totalPages: 0 } },
    });
  });

  it('a range without calls sums up to nothing', async () => {
    const range = '?startDate=1999-01-01&endDate=1999-12-31';
    expect((await service.get(`/admin/openai/dashboard${range}`)).body.data).toMatchObject({
      totalTokens: 0,
      totalCost: 0,
      totalRequests: 0,
      uniqueUsers: 0,
      unattributedRequests: 0,
      unattributedCost: 0,
    });
    expect((await service.get(`/admin/openai/top-users${range}`)).body.data).toEqual([]);
  });
});

describe('a history in pages', () => {
  let service: TestService;
  const ids = Array.from({ length: 120 }, () => usageRecord()._id).sort((a, b) =>
    b.toHexString().localeCompare(a.toHexString()),
  );

  beforeAll(async () => {
    service = await TestService.start();
    // Three of each instant, stored in an order that is nobody's.
    const records = ids.map((_id, index) =>
      usageRecord({ _id, userId: 'carol', timestamp: new Date(1_700_000_000_000 - Math.floor(index / 3)) }),
    );
    const isEven = (_: unknown, index: number) => index % 2 === 0;
    await service.insert([
      ...records.filter(isEven),
      ...records.filter((record, index) => !isEven(record, index)).reverse(),
    ]);
  });
  afterAll(() => service.stop());

  async function page(query: string) {
    const { status, body } = await service.get(`/admin/openai/user/carol/history${query}`);
    expect(status).toBe(200);
    return body.data as {
      data: { _id: string }[];
      total: number;
      page: number | null;
      totalPages: number;
      cursor: string | null;
    };
  }
  const idsOf = (entries: readonly { readonly _id: string }[]) => entries.map(({ _id }) => _id);

  it('shows the newest first, and of one instant the greatest id first', async () => {
    const { data } = await page('?limit=1000');
    expect(idsOf(data)).toEqual(ids.map(String));
  });

  it('has 50 entries a page and begins with the first, unless told otherwise', async () => {
    expect(await page('')).toMatchObject({ total: 120, page: 1, totalPages: 3 });
    expect((await page('')).data).toHaveLength(50);
  });

  it('shows every entry once, whatever the size of the pages', async () => {
    for (const limit of [1, 7, 50, 119, 120]) {
      const seen: string[] = [];
      const { totalPages } = await page(`?limit=${limit}`);
      expect(totalPages).toBe(Math.ceil(120 / limit));
      for (let number = 1; number <= totalPages; number++)
        seen.push(...idsOf((await page(`?limit=${limit}&page=${number}`)).data));
      expect(seen).toEqual(ids.map(String));
    }
  });

  it('goes on by the cursor of each page, from whichever page on, until there is none', async () => {
    for (const limit of [1, 7, 50, 119, 120]) {
      const seen: string[] = [];
      let { data, cursor } = await page(`?limit=${limit}`);
      for (seen.push(...idsOf(data)); cursor !== null; seen.push(...idsOf(data))) {
        const next = await page(`?limit=${limit}&cursor=${cursor}`);
        expect(next).toMatchObject({ total: 120, page: null, totalPages: Math.ceil(120 / limit) });
        ({ data, cursor } = next);
      }
      expect(seen).toEqual(ids.map(String));
    }
    const { cursor } = await page('?limit=50&page=2');
    expect(idsOf((await page(`?limit=1000&cursor=${String(cursor)}`)).data)).toEqual(
      ids.slice(100).map(String),
    );
  });

  it('goes on where it was, whatever comes or goes before it', async () => {
    const { data, cursor } = await page('?limit=50');
    const last = data.at(-1)?._id ?? '';
    const newer = usageRecord({ userId: 'carol', timestamp: new Date(1_700_000_000_001) });
    await service.insert([newer]);
    await service.ledger.setActive(new Types.ObjectId(last), false, 10_000);
    expect(idsOf((await page(`?limit=70&cursor=${String(cursor)}`)).data)).toEqual(ids.slice(50).map(String));
    await service.ledger.setActive(new Types.ObjectId(last), true, 10_000);
    await service.ledger.setActive(newer._id, false, 10_000);
  });

  it.each([3, 4, 1_000_000_000])('is empty beyond its end (page %d)', async (number) => {
    expect(await page(`?limit=60&page=${number}`)).toEqual({
      data: [],
      total: 120,
      page: number,
      totalPages: 2,
      cursor: null,
    });
  });
});
