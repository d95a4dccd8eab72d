import fc from 'fast-check';
import { TestService, usageRecord } from './support/test-service';

/** Of an answer to a question about totals. */
interface Totals {
  readonly _id: string;
  readonly userEmail: string;
  readonly totalTokens: number;
  readonly totalCostNanoUsd: string;
  readonly totalRequests: number;
  readonly failedRequests: number;
}

const unpriced = { cost: null, costNanoUsd: null, costStatus: 'unpriced' } as const;
const free = { cost: 0, costNanoUsd: 0n, costStatus: 'free', usageSource: 'none', totalTokens: 0 } as const;
const nobody = { userId: null, userEmail: null };

describe('what counts on the admin API', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const dataOf = async (path: string) => (await service.get(`/admin/openai/${path}`)).body.data as unknown;
  const topUsers = async (query = '') => (await dataOf(`top-users${query}`)) as readonly Totals[];

  it('orders users by their tokens, and those with equal tokens by id', async () => {
    const tokens = { zoe: 900, anna: 300, Ben: 300, 'b-2': 300, 'b-10': 300, max: 1_000 };
    await service.insert(
      Object.entries(tokens).map(([userId, totalTokens]) => usageRecord({ userId, totalTokens })),
    );
    const ranked = ['max', 'zoe', 'Ben', 'anna', 'b-10', 'b-2'];
    expect((await topUsers()).map(({ _id }) => _id)).toEqual(ranked);
    expect((await topUsers('?limit=3')).map(({ _id }) => _id)).toEqual(ranked.slice(0, 3));
  });

  it('shows ten users, unless told otherwise', async () => {
    const users = Array.from({ length: 12 }, (_, index) => usageRecord({ userId: `user${index}` }));
    await service.insert(users);
    expect(await topUsers()).toHaveLength(10);
    expect(await topUsers('?limit=11')).toHaveLength(11);
    expect(await topUsers('?limit=1')).toHaveLength(1);
    expect(await topUsers('?limit=1000')).toHaveLength(12);
  });

  it('shows the email that was seen last, in the range that is asked about', async () => {
    await service.insert([
      usageRecord({ timestamp: new Date('2024-03-01T00:00:00Z'), userEmail: 'alice@new.example' }),
      usageRecord({ timestamp: new Date('2024-01-01T00:00:00Z'), userEmail: 'zzz@old.example' }),
      usageRecord({ timestamp: new Date('2024-04-01T00:00:00Z'), userEmail: null }),
      usageRecord({ userId: 'bob', userEmail: null }),
    ]);
    expect(await topUsers()).toMatchObject([
      { _id: 'alice', userEmail: 'alice@new.example' },
      { _id: 'bob', userEmail: '' },
    ]);
    expect(await topUsers('?endDate=2024-01-31')).toMatchObject([
      { userEmail: 'zzz@old.example' },
      { _id: 'bob' },
    ]);
  });

  it('counts answered calls as requests and failed ones beside them', async () => {
    await service.insert([
      usageRecord(),
      usageRecord({ outcome: 'stopped', usageSource: 'estimated', costStatus: 'estimated' }),
      usageRecord({ outcome: 'failed', ...free }),
      usageRecord({ outcome: 'failed', ...free }),
    ]);
    const counts = { totalRequests: 2, failedRequests: 2, estimatedRequests: 1, totalTokens: 300 };
    expect(await dataOf('dashboard')).toMatchObject({ ...counts, uniqueUsers: 1 });
    expect(await dataOf('user/alice/stats')).toMatchObject(counts);
    expect(await topUsers()).toMatchObject([counts]);
    expect(await dataOf('user/alice/history')).toMatchObject({ total: 4 });
  });

  it('says of how many calls the cost is unknown, and never takes it for zero', async () => {
    await service.insert([usageRecord(), usageRecord({ modelName: 'acme-7b', ...unpriced })]);
    const counts = { totalCost: 0.000045, totalRequests: 2, unpricedRequests: 1, totalTokens: 300 };
    expect(await dataOf('dashboard')).toMatchObject(counts);
    expect(await dataOf('user/alice/stats')).toMatchObject(counts);
    expect(await topUsers()).toMatchObject([counts]);
    const { data } = (await dataOf('user/alice/history')) as { data: { modelName: string; cost: unknown }[] };
    expect(new Map(data.map(({ modelName, cost }) => [modelName, cost]))).toEqual(
      new Map([
        ['acme-7b', null],
        ['gpt-4o-mini', 0.000045],
      ]),
    );
  });

  it('ranks no calls without a user, but shows them on the dashboard', async () => {
    await service.insert([
      usageRecord(),
      usageRecord({ ...nobody, totalTokens: 10_000, cost: 0.25, costNanoUsd: 250_000_000n }),
      usageRecord({ ...nobody, ...unpriced }),
      usageRecord({ ...nobody, outcome: 'failed', ...free }),
    ]);
    expect((await topUsers()).map(({ _id }) => _id)).toEqual(['alice']);
    expect(await dataOf('dashboard')).toMatchObject({
      uniqueUsers: 1,
      totalRequests: 3,
      failedRequests: 1,
      totalCost: 0.250045,
      unattributedRequests: 3,
      unattributedCost: 0.25,
    });
  });

  it('counts inactive records nowhere', async () => {
    await service.insert([usageRecord(), usageRecord({ isActive: false })]);
    await service.insert([usageRecord({ userId: 'gone', isActive: false })]);
    await service.insert([usageRecord({ ...nobody, isActive: false })]);
    expect(await dataOf('dashboard')).toMatchObject({
      totalRequests: 1,
      uniqueUsers: 1,
      totalTokens: 150,
      unattributedRequests: 0,
    });
    expect(await topUsers()).toMatchObject([{ _id: 'alice', totalRequests: 1 }]);
    expect(await dataOf('user/alice/stats')).toMatchObject({ totalRequests: 1, totalTokens: 150 });
    expect(await dataOf('user/alice/history')).toMatchObject({ total: 1, totalPages: 1 });
    expect(await dataOf('user/gone/stats')).toMatchObject({ totalRequests: 0 });
    expect(await dataOf('user/gone/history')).toMatchObject({ data: [], total: 0 });
  });

  it('sums users to the total and days to the range, to the nano-dollar', async () => {
    const calls = fc.array(
      fc.record({
        userId: fc.constantFrom('u1', 'u2', 'u3', null),
        costNanoUsd: fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(2n ** 53n, 2n ** 54n), fc.constant(null)),
        totalTokens: fc.nat(1_000_000),
        timestamp: fc.date({
          min: new Date('2024-02-27T00:00:00Z'),
          max: new Date('2024-03-02T23:59:59.999Z'),
          noInvalidDate: true,
        }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    const days = ['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02'];
    await fc.assert(
      fc.asyncProperty(calls, async (made) => {
        await service.empty();
        await service.insert(
          made.map(({ costNanoUsd, ...call }) =>
            usageRecord({ ...call, ...(costNanoUsd === null ? unpriced : { costNanoUsd }) }),
          ),
        );
        const range = `?startDate=${days.at(0) ?? ''}&endDate=${days.at(-1) ?? ''}`;
        const total = (await dataOf(`dashboard${range}`)) as Totals;
        expect(total.totalCostNanoUsd).toBe(sumOf(made.map(({ costNanoUsd }) => costNanoUsd ?? 0n)));

        const users = await topUsers(range);
        const ofNobody = made.filter(({ userId }) => userId === null);
        const unattributed = ofNobody.map(({ costNanoUsd }) => costNanoUsd ?? 0n);
        expect(sumOf([...users.map(nanoUsd), ...unattributed])).toBe(total.totalCostNanoUsd);

        const stats = await Promise.all(users.map(({ _id }) => dataOf(`user/${_id}/stats${range}`)));
        expect((stats as Totals[]).map(nanoUsd)).toEqual(users.map(nanoUsd));

        const eachDay = await Promise.all(
          days.map((day) => dataOf(`dashboard?startDate=${day}&endDate=${day}`)),
        );
        expect(sumOf((eachDay as Totals[]).map(nanoUsd))).toBe(total.totalCostNanoUsd);
        const requests = (eachDay as Totals[]).reduce((sum, { totalRequests }) => sum + totalRequests, 0);
        expect(requests).toBe(made.length);
      }),
      { numRuns: 25 },
    );
  });
});

const nanoUsd = ({ totalCostNanoUsd }: Totals) => BigInt(totalCostNanoUsd);
const sumOf = (parts: readonly bigint[]) => String(parts.reduce((sum, part) => sum + part, 0n));
