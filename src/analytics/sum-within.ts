import { type Interval } from '../calendar';
import { type DaySums, endOf, startOf } from '../usage';
import { type Sign, type Stretch } from './cover';
import { EARLIEST, LATEST } from './ranges';
import { TOTALS } from './usage-totals';

/** The accumulators of a `$group` over months of users: as much of them as lies in some months and days. */
export function sumsWithin(stretches: readonly Stretch[]) {
  return Object.fromEntries(TOTALS.map((name) => [name, { $sum: sumWithin(stretches, name) }]));
}

/** An expression: as much of one of the sums of a user's month as lies in some months and days. */
export function sumWithin(stretches: readonly Stretch[], name: keyof DaySums): object {
  const added = [...wholeMonths(stretches, name), ...daysOfMonths(stretches, 1, name)];
  const takenAway = daysOfMonths(stretches, -1, name);
  return takenAway.length === 0 ? { $sum: added } : { $subtract: [{ $sum: added }, { $sum: takenAway }] };
}

/** The months, whole or in part, that some stretches are in. */
export function monthsTouched(stretches: readonly Stretch[]): Required<Interval> {
  const starts = stretches.map(({ from = EARLIEST }) => from.getTime());
  const ends = stretches.map(({ before = LATEST }) => before.getTime());
  const [first, last] = [Math.min(...starts), Math.max(...ends)];
  return {
    from: first === EARLIEST.getTime() ? EARLIEST : startOf('month', new Date(first)),
    before: last === LATEST.getTime() ? LATEST : new Date(last),
  };
}

/** They are added: the longest of the periods is never taken away. */
function wholeMonths(stretches: readonly Stretch[], name: keyof DaySums): readonly object[] {
  return stretches
    .filter(({ period }) => period === 'month')
    .map(({ from = EARLIEST, before = LATEST }) => {
      const isWhole = { $and: [{ $gte: ['$_id.month', from] }, { $lt: ['$_id.month', before] }] };
      return { $cond: [isWhole, `$${name}`, 0] };
    });
}

function daysOfMonths(stretches: readonly Stretch[], wanted: Sign, name: keyof DaySums): readonly object[] {
  return stretches
    .filter(({ period, sign }) => period === 'day' && sign === wanted)
    .flatMap(inMonths)
    .map(({ month, days }) => {
      const sums = days.map((day) => `$days.${day}.${name}`);
      return { $cond: [{ $eq: ['$_id.month', month] }, { $sum: sums }, 0] };
    });
}

/** Days of a stretch, which has both ends, month after month. */
function inMonths({ from = EARLIEST, before = LATEST }: Stretch) {
  const parts: { readonly month: Date; readonly days: readonly number[] }[] = [];
  for (let first = from; first < before; first = endOf('month', startOf('month', first))) {
    const month = startOf('month', first);
    const end = new Date(Math.min(endOf('month', month).getTime(), before.getTime()));
    const count = Math.round((end.getTime() - first.getTime()) / DAY_MS);
    parts.push({ month, days: Array.from({ length: count }, (_, day) => first.getUTCDate() + day) });
  }
  return parts;
}

const DAY_MS = 24 * 60 * 60_000;
