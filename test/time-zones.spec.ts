import { alice, TestService, usageRecord } from './support/test-service';

/** How many of the calls made at these instants are in a range of days, in each of the answers that take one. */
async function countsIn(service: TestService, range: string): Promise<readonly number[]> {
  const answers = await Promise.all(
    ['dashboard', 'user/alice/stats', 'top-users'].map((path) =>
      service.get(`/admin/openai/${path}?${range}`),
    ),
  );
  return answers.map(({ body }) => {
    const [totals = { totalRequests: 0 }] = [body.data].flat() as { totalRequests: number }[];
    return totals.totalRequests;
  });
}

const callsAt = (...instants: readonly string[]) =>
  instants.map((instant) => usageRecord({ timestamp: new Date(instant) }));
const day = (date: string) => `startDate=${date}&endDate=${date}`;
const thrice = (count: number) => [count, count, count];

describe.each([
  ['UTC', '2024-01-15T00:00:00.000Z', '2024-01-15T23:59:59.999Z'],
  ['Asia/Kathmandu', '2024-01-14T18:15:00.000Z', '2024-01-15T18:14:59.999Z'],
  ['America/New_York', '2024-01-15T05:00:00.000Z', '2024-01-16T04:59:59.999Z'],
])('in the time zone %s', (zone, first, last) => {
  let service: TestService;
  const before = new Date(Date.parse(first) - 1).toISOString();
  const after = new Date(Date.parse(last) + 1).toISOString();

  beforeAll(async () => {
    service = await TestService.start({ TIME_ZONE: zone });
    await service.insert(callsAt(before, first, '2024-01-15T12:00:00Z', last, after));
  });
  afterAll(() => service.stop());

  it('a day has its first and its last millisecond, and nothing beside', async () => {
    expect(await countsIn(service, day('2024-01-15'))).toEqual(thrice(3));
    expect(await countsIn(service, day('2024-01-14'))).toEqual(thrice(1));
    expect(await countsIn(service, day('2024-01-16'))).toEqual(thrice(1));
  });

  it('both ends of a range are part of it, and either may be left out', async () => {
    expect(await countsIn(service, 'startDate=2024-01-14&endDate=2024-01-15')).toEqual(thrice(4));
    expect(await countsIn(service, 'startDate=2024-01-15')).toEqual(thrice(4));
    expect(await countsIn(service, 'endDate=2024-01-15')).toEqual(thrice(4));
    expect(await countsIn(service, '')).toEqual(thrice(5));
  });

  it('an instant means itself, in every zone and however it is written', async () => {
    expect(await countsIn(service, `startDate=${first}&endDate=${last}`)).toEqual(thrice(3));
    expect(await countsIn(service, `startDate=${first}&endDate=${first}`)).toEqual(thrice(1));
    const noonInTokyo = encodeURIComponent('2024-01-15T21:00:00+09:00');
    expect(await countsIn(service, `startDate=${noonInTokyo}&endDate=${noonInTokyo}`)).toEqual(thrice(1));
  });

  it('a day and an instant can be mixed', async () => {
    expect(await countsIn(service, `startDate=2024-01-15&endDate=${first}`)).toEqual(thrice(1));
    expect(await countsIn(service, `startDate=${last}&endDate=2024-01-16`)).toEqual(thrice(2));
  });
});

describe('where clocks are changed', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({ TIME_ZONE: 'America/New_York' });
  });
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  it('the day in spring has 23 hours', async () => {
    await service.insert(callsAt('2024-03-10T05:00:00Z', '2024-03-11T03:59:59.999Z', '2024-03-11T04:00:00Z'));
    expect(await countsIn(service, day('2024-03-10'))).toEqual(thrice(2));
    expect(await countsIn(service, day('2024-03-11'))).toEqual(thrice(1));
  });

  it('the day in autumn has 25 hours', async () => {
    await service.insert(callsAt('2024-11-03T04:00:00Z', '2024-11-04T04:59:59.999Z', '2024-11-04T05:00:00Z'));
    expect(await countsIn(service, day('2024-11-03'))).toEqual(thrice(2));
    expect(await countsIn(service, day('2024-11-04'))).toEqual(thrice(1));
  });
});

describe('a stored record', () => {
  // At any time of the day, the date of at least one of them is not that of UTC.
  it.each(['Pacific/Kiritimati', 'Etc/GMT+12'])(
    'carries its UTC day, month and year, though the service counts in days of %s',
    async (zone) => {
      const service = await TestService.start({ TIME_ZONE: zone });
      try {
        await service.generate(alice);
        const [record] = await service.untilRecorded(1);
        const utc = record?.timestamp.toISOString() ?? '';
        expect(record).toMatchObject({
          date: utc.slice(0, 10),
          month: utc.slice(0, 7),
          year: Number(utc.slice(0, 4)),
        });

        const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(record?.timestamp);
        expect(await countsIn(service, day(today))).toEqual(thrice(1));
      } finally {
        await service.stop();
      }
    },
  );
});
