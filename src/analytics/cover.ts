import { type Interval } from '../calendar';
import { endOf, type Period, startOf } from '../usage';

/** Added, or taken away again. */
export type Sign = 1 | -1;

/** Whole quarters of an hour, days or months of UTC, one after the other. A missing end is open. */
export interface Stretch extends Interval {
  readonly period: Period;
  readonly sign: Sign;
}

/** What only the records themselves tell. */
export interface Edge extends Interval {
  readonly sign: Sign;
}

/** An interval in parts that sum up to it. */
export interface Cover {
  readonly stretches: readonly Stretch[];
  readonly edges: readonly Edge[];
}

/** By parts that do not overlap. The periods come from the longest to the shortest. */
export function disjointCover(interval: Interval, periods: readonly Period[]): Cover {
  return coverOf(interval, periods, ({ from, before }, period) => ({
    from: ceiling(from, period),
    before: floor(before, period),
  }));
}

/**
 * By as little as there is to read: each end goes to the nearest end of a period, and what that is too much is taken away
 * again, by shorter periods. An answer then depends on sums of records that are no part of it, all of which must have
 * counted the same of them. So what is still `unsettled` is read once where it is part of the interval, and else not at all.
 */
export function shortestCover(
  interval: Interval,
  periods: readonly Period[],
  unsettled: Required<Interval>,
): Cover {
  const isSettled = (from: number, before: number) =>
    before <= unsettled.from.getTime() || from >= unsettled.before.getTime();
  return coverOf(interval, periods, ({ from, before }, period) => {
    const [early, late] = [floor(from, period), ceiling(before, period)];
    const isEarly = from - early <= ceiling(from, period) - from && isSettled(early, from);
    const isLate = late - before <= before - floor(before, period) && isSettled(before, late);
    return {
      from: isEarly ? early : ceiling(from, period),
      before: isLate ? late : floor(before, period),
    };
  });
}

/** In milliseconds; an open end is infinite. */
interface Span {
  readonly from: number;
  readonly before: number;
}

/** Where the whole periods begin and end that stand for a span. */
type Rounding = (span: Span, period: Period) => Span;

interface Part extends Span {
  /** None where it is an edge. */
  readonly period: Period | undefined;
  readonly sign: Sign;
}

function coverOf({ from, before }: Interval, periods: readonly Period[], round: Rounding): Cover {
  const span = { from: from?.getTime() ?? -Infinity, before: before?.getTime() ?? Infinity };
  const parts = partsOf(span, periods, round, 1);
  return {
    stretches: parts.flatMap(({ period, sign, ...part }) =>
      period === undefined ? [] : [{ period, sign, ...intervalOf(part) }],
    ),
    edges: parts.flatMap(({ period, sign, ...part }) =>
      period === undefined ? [{ sign, ...intervalOf(part) }] : [],
    ),
  };
}

function partsOf(span: Span, periods: readonly Period[], round: Rounding, sign: Sign): readonly Part[] {
  if (span.from >= span.before) return [];
  const [period, ...shorter] = periods;
  if (period === undefined) return [{ ...span, period, sign }];
  const { from, before } = round(span, period);
  const restMs = distance(span.from, from) + distance(before, span.before);
  if (from >= before || restMs >= span.before - span.from) return partsOf(span, shorter, round, sign);
  return [
    { from, before, period, sign },
    ...between(span.from, from, shorter, round, sign),
    ...between(before, span.before, shorter, round, sign),
  ];
}

/** What lies between two instants, or, where the second comes first, what is to be taken away of it. */
function between(
  from: number,
  before: number,
  periods: readonly Period[],
  round: Rounding,
  sign: Sign,
): readonly Part[] {
  if (from <= before) return partsOf({ from, before }, periods, round, sign);
  return partsOf({ from: before, before: from }, periods, round, sign === 1 ? -1 : 1);
}

/** Of two open ends it is none. */
const distance = (one: number, other: number) => (one === other ? 0 : Math.abs(one - other));

function floor(ms: number, period: Period): number {
  return Number.isFinite(ms) ? startOf(period, new Date(ms)).getTime() : ms;
}

function ceiling(ms: number, period: Period): number {
  const start = floor(ms, period);
  return start === ms ? ms : endOf(period, new Date(start)).getTime();
}

function intervalOf({ from, before }: Span): Interval {
  return {
    ...(Number.isFinite(from) && { from: new Date(from) }),
    ...(Number.isFinite(before) && { before: new Date(before) }),
  };
}
