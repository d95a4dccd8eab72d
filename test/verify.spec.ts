import { type mongo } from 'mongoose';
import { rebuild } from '../src/ledger';
import { admin, TestService, usageRecord } from './support/test-service';

const JANUARY = new Date('2024-01-31T23:50:00Z');
const FEBRUARY = new Date('2024-02-01T00:10:00Z');

describe('GET /admin/openai/verify', () => {
  let service: TestService;
  let db: mongo.Db;

  beforeAll(async () => {
    service = await TestService.start();
    const { db: connected } = await service.connection.asPromise();
    if (connected === undefined) throw new Error('There is no connection.');
    db = connected;
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    await service.empty();
    await service.insert(
      [JANUARY, FEBRUARY].flatMap((timestamp) => [
        usageRecord({ timestamp }),
        usageRecord({ timestamp, userId: 'bob' }),
      ]),
    );
  });

  const verify = (query = '') => service.get(`/admin/openai/verify${query}`, admin);
  const damage = (id: object) =>
    db.collection('openai_usage_rollups').updateOne(id, { $inc: { costNanoUsd: 1 } });

  it('says that the sums are those of the records, and how many of each it looked at', async () => {
    const { status, body } = await verify();
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: {
        isConsistent: true,
        // A sum of the kind and one of all, in two quarters, days and months; their users; two users' two months.
        checked: { records: 4, rollups: 12, userMonths: 4, userSets: 6 },
        unsettled: 0,
        firstDifference: null,
        continueFrom: null,
      },
      message: 'The sums are those of the records',
    });
  });

  it('names the first difference, which a rebuild mends', async () => {
    await damage({ '_id.all': 'quarter', '_id.start': new Date('2024-02-01') });
    const { body } = await verify();
    expect(body.message).toContain('npm run rebuild');
    expect(body.data).toMatchObject({
      isConsistent: false,
      firstDifference: {
        where: 'all of the quarter 2024-02-01T00:00:00.000Z',
        expected: 'costNanoUsd 90000',
        found: 'costNanoUsd 90001',
      },
    });
    await rebuild(db);
    expect((await verify()).body.data).toMatchObject({ isConsistent: true });
  });

  it('looks at the range that it is asked about', async () => {
    await damage({ '_id.period': 'quarter', '_id.start': new Date('2024-02-01') });
    expect((await verify('?endDate=2024-01-31')).body.data).toMatchObject({ isConsistent: true });
    expect((await verify('?startDate=2024-02-01')).body.data).toMatchObject({ isConsistent: false });
  });

  it('goes on where it ended', async () => {
    await damage({ '_id.period': 'quarter', '_id.start': new Date('2024-01-31T23:45:00Z') });
    await damage({ '_id.period': 'month', '_id.start': new Date('2024-02-01') });
    const { continueFrom } = (await verify()).body.data as { readonly continueFrom: string };
    const next = await verify(`?continueFrom=${continueFrom}`);
    expect(next.body.data).toMatchObject({
      isConsistent: false,
      firstDifference: { where: expect.stringMatching(/^the month 2024-02-01/) as string },
    });
  });

  it.each([
    ['?continueFrom=somewhere', /continueFrom must be what an answer of this route gave/],
    ['?continueFrom=%24ne', /'continueFrom' must be what an answer gave/],
    ['?startDate=2024-02-01&endDate=2024-01-01', /./],
    ['?startDate=soon', /startDate/],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await verify(query);
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
  });
});
