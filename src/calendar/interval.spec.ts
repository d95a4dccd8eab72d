import { InvalidIntervalError, intervalOf, utcDayOf } from '.';

const iso = (range: { startDate?: string; endDate?: string }, timeZone = 'UTC') => {
  const { from, before } = intervalOf(range, timeZone);
  return [from?.toISOString(), before?.toISOString()];
};

describe('an interval', () => {
  it('includes both of its days', () => {
    expect(iso({ startDate: '2024-01-01', endDate: '2024-01-31' })).toEqual([
      '2024-01-01T00:00:00.000Z',
      '2024-02-01T00:00:00.000Z',
    ]);
  });

  it('is open where no date was given', () => {
    expect(intervalOf({}, 'UTC')).toEqual({});
    expect(iso({ startDate: '2024-02-29' })).toEqual(['2024-02-29T00:00:00.000Z', undefined]);
  });

  it.each([
    ['Asia/Kathmandu', '2024-06-01', '2024-05-31T18:15:00.000Z', '2024-06-01T18:15:00.000Z'],
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z'],
    ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00.000Z', '2024-10-27T23:00:00.000Z'],
    ['America/Havana', '2024-11-03', '2024-11-03T04:00:00.000Z', '2024-11-04T05:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z', '2024-04-26T21:00:00.000Z'],
  ])('has the hours of the day in %s on %s', (timeZone, day, from, before) => {
    expect(iso({ startDate: day, endDate: day }, timeZone)).toEqual([from, before]);
  });

  it('takes instants, the last millisecond included', () => {
    expect(iso({ startDate: '2024-01-01T09:00:00+02:00', endDate: '2024-01-01T09:00:00.000Z' })).toEqual([
      '2024-01-01T07:00:00.000Z',
      '2024-01-01T09:00:00.001Z',
    ]);
  });

  it.each([
    [{ startDate: '2024-02-30' }, "startDate is not a date that exists: '2024-02-30'."],
    [{ endDate: '2023-02-29T00:00:00Z' }, "endDate is not a date that exists: '2023-02-29T00:00:00Z'."],
    [{ startDate: 'yesterday' }, /^startDate must be a day such as/],
    [{ endDate: '2024-1-1' }, /^endDate must be a day such as/],
    [{ startDate: '2024-01-02', endDate: '2024-01-01' }, 'startDate must not be after endDate.'],
  ])('refuses %j', (range, message) => {
    expect(() => intervalOf(range, 'UTC')).toThrow(InvalidIntervalError);
    expect(() => intervalOf(range, 'UTC')).toThrow(message);
  });
});

describe('the stored day', () => {
  it('is the UTC day', () => {
    expect(utcDayOf(new Date('2024-12-31T23:59:59.999Z'))).toEqual({
      date: '2024-12-31',
      month: '2024-12',
      year: 2024,
    });
  });
});
