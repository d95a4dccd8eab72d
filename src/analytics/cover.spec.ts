import fc from 'fast-check';
import { awkwardIntervals } from '../../test/support/awkward-days';
import { type Interval } from '../calendar';
import { type Period, PERIODS, startOf } from '../usage';
import { type Cover, disjointCover, shortestCover } from './cover';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_FIRST = PERIODS.toReversed();

const starts = fc.constantFrom(...[0, 1, 2, 3, 12, 13].map((month) => Date.UTC(2024, month)));
/** At and around the ends of months, days and quarters, and anywhere. */
const instants = fc
  .tuple(
    starts,
    fc.oneof(
      fc.constant(0),
      fc.nat(31).map((days) => days * DAY_MS),
      fc.nat(31 * DAY_MS),
    ),
    fc.constantFrom(0, 0, -1, 1, 15 * MINUTE_MS, -HOUR_MS, 5.75 * HOUR_MS),
  )
  .map(([start, ...more]) => new Date(more.reduce((sum, ms) => sum + ms, start)));
const anyIntervals: fc.Arbitrary<Interval> = fc
  .tuple(instants, instants, fc.constantFrom('', 'from', 'before', 'both'))
  .map(([one, other, open]) => {
    const [from, before] = one < other ? [one, other] : [other, one];
    return {
      ...(open !== 'from' && open !== 'both' && { from }),
      ...(open !== 'before' && open !== 'both' && { before }),
    };
  });
const intervals = fc.oneof(anyIntervals, awkwardIntervals);
const periods = fc.constantFrom<readonly Period[]>(
  LONGEST_FIRST,
  ['month'],
  ['day', 'quarter'],
  ['quarter'],
  [],
);
/** Beside no interval, in the middle of one, or at its end. */
const unsettled = fc
  .tuple(instants, fc.constantFrom(0, 2 * HOUR_MS, 40 * DAY_MS))
  .map(([from, ms]) => ({ from, before: new Date(from.getTime() + ms) }));
const NEVER = { from: new Date(0), before: new Date(0) };

const isIn = ({ from, before }: Interval, instant: Date) =>
  (from === undefined || from <= instant) && (before === undefined || instant < before);
const partsOf = ({ stretches, edges }: Cover) => [...stretches, ...edges];
/** How often an instant is counted. */
const weightOf = (cover: Cover, instant: Date) =>
  partsOf(cover).reduce((sum, part) => sum + (isIn(part, instant) ? part.sign : 0), 0);
/** The first and the last instants of all parts, and their neighbours. */
const borders = (interval: Interval, cover: Cover) =>
  [interval, ...partsOf(cover)]
    .flatMap(({ from, before }) => [from, before])
    .flatMap((instant) =>
      instant === undefined ? [] : [-1, 0, 1].map((ms) => new Date(instant.getTime() + ms)),
    );
const lengthOf = ({ from, before }: Interval) =>
  (before?.getTime() ?? Infinity) - (from?.getTime() ?? -Infinity);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function expectCover(interval: Interval, cover: Cover, more: readonly Date[]): void {
  for (const instant of [...borders(interval, cover), ...more])
    expect([instant, weightOf(cover, instant)]).toEqual([instant, isIn(interval, instant) ? 1 : 0]);
  for (const { period, from, before } of cover.stretches)
    for (const end of [from, before]) expect(end).toEqual(end && startOf(period, end));
  for (const part of partsOf(cover)) expect(lengthOf(part)).toBeGreaterThan(0);
}

describe('a cover of an interval', () => {
  it('counts each of its instants once and no other, whatever its ends are', () => {
    fc.assert(
      fc.property(intervals, periods, unsettled, fc.array(instants), (interval, chosen, recent, more) => {
        expectCover(interval, disjointCover(interval, chosen), more);
        expectCover(interval, shortestCover(interval, chosen, recent), more);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes nothing away where its parts may not overlap', () => {
    fc.assert(
      fc.property(intervals, periods, (interval, chosen) => {
        const { stretches, edges } = disjointCover(interval, chosen);
        expect([...stretches, ...edges].every(({ sign }) => sign === 1)).toBe(true);
      }),
    );
  });

  it('reads of the records less than a quarter of an hour at each end', () => {
    fc.assert(
      fc.property(intervals, unsettled, (interval, recent) => {
        for (const cover of [
          disjointCover(interval, LONGEST_FIRST),
          shortestCover(interval, LONGEST_FIRST, recent),
        ]) {
          expect(cover.edges.length).toBeLessThanOrEqual(2);
          expect(sum(cover.edges.map(lengthOf))).toBeLessThan(30 * MINUTE_MS);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads half a day of quarters and half a month of days at each end at most, where all is settled', () => {
    fc.assert(
      fc.property(intervals, (interval) => {
        const { stretches, edges } = shortestCover(interval, LONGEST_FIRST, NEVER);
        const lengthIn = (period: Period) =>
          sum(stretches.filter((stretch) => stretch.period === period).map(lengthOf));
        expect(lengthIn('quarter')).toBeLessThanOrEqual(DAY_MS);
        expect(lengthIn('day')).toBeLessThanOrEqual(31 * DAY_MS);
        expect(sum(edges.map(lengthOf))).toBeLessThanOrEqual(15 * MINUTE_MS);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads what is not settled once where it is part of the interval, and else not at all', () => {
    fc.assert(
      fc.property(intervals, periods, unsettled, (interval, chosen, recent) => {
        const cover = shortestCover(interval, chosen, recent);
        const recently = borders(interval, cover).filter((instant) => isIn(recent, instant));
        for (const instant of recently)
          expect(partsOf(cover).filter((part) => isIn(part, instant))).toHaveLength(
            isIn(interval, instant) ? 1 : 0,
          );
      }),
      { numRuns: 2_000 },
    );
  });

  it('of everything is all months, of a whole month that month, and of no time nothing', () => {
    const january = { from: new Date('2024-01-01'), before: new Date('2024-02-01') };
    for (const cover of [
      disjointCover,
      (...asked: Parameters<typeof disjointCover>) => shortestCover(...asked, NEVER),
    ]) {
      expect(cover({}, LONGEST_FIRST)).toEqual({ stretches: [{ period: 'month', sign: 1 }], edges: [] });
      expect(cover(january, LONGEST_FIRST)).toEqual({
        stretches: [{ period: 'month', sign: 1, ...january }],
        edges: [],
      });
      expect(cover({ from: january.from, before: january.from }, LONGEST_FIRST)).toEqual({
        stretches: [],
        edges: [],
      });
    }
  });

  it('of a month in another zone is that month, with some hours of quarters beside it and less others', () => {
    const january = { from: new Date('2023-12-31T18:15:00Z'), before: new Date('2024-01-31T18:15:00Z') };
    expect(shortestCover(january, LONGEST_FIRST, NEVER)).toEqual({
      stretches: [
        { period: 'month', sign: 1, from: new Date('2024-01-01'), before: new Date('2024-02-01') },
        { period: 'quarter', sign: 1, from: january.from, before: new Date('2024-01-01') },
        { period: 'quarter', sign: -1, from: january.before, before: new Date('2024-02-01') },
      ],
      edges: [],
    });
  });
});
