import fc from 'fast-check';
import { type Interval, intervalOf } from '../../src/calendar';

/** Zones off the whole hour, beyond a day from each other, with half an hour or two hours of summer time, or without some day or midnight. */
const ZONES = [
  'Africa/Cairo',
  'America/Havana',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Etc/GMT+12',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'UTC',
] as const;

/** Among them those on which clocks were changed somewhere, or that a zone skipped. */
const DAYS = [
  '2011-12-29',
  '2011-12-30',
  '2011-12-31',
  '2024-02-29',
  '2024-03-10',
  '2024-03-31',
  '2024-04-07',
  '2024-04-26',
  '2024-10-06',
  '2024-11-03',
  '2024-12-31',
] as const;

const zones = fc.constantFrom(...ZONES);
const days = fc.constantFrom(...DAYS);

/** A range of days as a person gives it, or one that is open on one side or on both. */
export const awkwardIntervals: fc.Arbitrary<Interval> = fc
  .record({
    zone: zones,
    ends: fc.tuple(days, days).map((pair) => pair.sort()),
    open: fc.constantFrom('', 'start', 'end', 'both'),
  })
  .map(({ zone, ends: [startDate, endDate], open }) =>
    intervalOf(
      {
        ...(open !== 'start' && open !== 'both' && { startDate }),
        ...(open !== 'end' && open !== 'both' && { endDate }),
      },
      zone,
    ),
  );

/** The first and the last millisecond of such days, and their neighbours. Computed once: 100,000 records are made of them. */
const midnights = ZONES.flatMap((zone) =>
  DAYS.flatMap((startDate) => intervalOf({ startDate }, zone).from?.getTime() ?? []),
);
export const awkwardInstants: fc.Arbitrary<Date> = fc
  .tuple(fc.constantFrom(...midnights), fc.constantFrom(-1, 0, 1, 3_600_000))
  .map(([midnight, ms]) => new Date(midnight + ms));
