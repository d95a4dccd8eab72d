import { Temporal } from 'temporal-polyfill';

/** A stretch of time, half open: `from` belongs to it, `before` does not. A missing end is open. */
export interface Interval {
  readonly from?: Date;
  readonly before?: Date;
}

/** A start or end that is no date, or an end before its start. The message is for the person who sent it. */
export class InvalidIntervalError extends Error {}

/**
 * The interval that a person means by two dates, both of them inclusive.
 * Each is a day of `timeZone` (`2024-01-31`) or an instant (`2024-01-31T09:00:00Z`). Days have 23 or 25 hours where the zone says so.
 * @throws InvalidIntervalError
 */
export function intervalOf(
  range: { readonly startDate?: string | undefined; readonly endDate?: string | undefined },
  timeZone: string,
): Interval {
  const start = range.startDate === undefined ? undefined : momentOf('startDate', range.startDate, timeZone);
  const end = range.endDate === undefined ? undefined : momentOf('endDate', range.endDate, timeZone);
  if (start !== undefined && end !== undefined && isBefore(end, start)) {
    throw new InvalidIntervalError('startDate must not be after endDate.');
  }
  return { ...(start && { from: start.from }), ...(end && { before: end.before }) };
}

/** A day that its zone skipped (Apia had no 2011-12-30) is empty, and before no other. */
function isBefore(end: Required<Interval>, start: Required<Interval>): boolean {
  return end.before <= start.from && end.from < start.from;
}

/** The UTC day of an instant, as the stored records carry it. */
export function utcDayOf(instant: Date): {
  readonly date: string;
  readonly month: string;
  readonly year: number;
} {
  const date = instant.toISOString().slice(0, 10);
  return { date, month: date.slice(0, 7), year: instant.getUTCFullYear() };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function momentOf(name: string, text: string, timeZone: string): Required<Interval> {
  try {
    if (DAY.test(text)) return dayOf(text, timeZone);
    if (INSTANT.test(text)) {
      const from = Temporal.Instant.from(text).epochMilliseconds;
      return { from: new Date(from), before: new Date(from + 1) };
    }
  } catch {
    throw new InvalidIntervalError(`${name} is not a date that exists: '${text}'.`);
  }
  throw new InvalidIntervalError(
    `${name} must be a day such as 2024-01-31 or an instant such as 2024-01-31T09:00:00Z.`,
  );
}

function dayOf(text: string, timeZone: string): Required<Interval> {
  const day = Temporal.PlainDate.from(text);
  const startOf = (date: Temporal.PlainDate) => new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
  return { from: startOf(day), before: startOf(day.add({ days: 1 })) };
}
