import { type Interval } from '../calendar';
import { type Stretch } from './cover';

/** Before and after all that a date can be. */
export const EARLIEST = new Date(-8.64e15);
export const LATEST = new Date(8.64e15);

/**
 * Matches the documents of a stretch by their `_id`. Documents compare field by field, and a shorter one comes first: what
 * begins with the same fields is one range of the index.
 */
export function inStretch({ period, from = EARLIEST, before = LATEST }: Omit<Stretch, 'sign'>) {
  return { _id: { $gte: { period, start: from }, $lt: { period, start: before } } };
}

/** Matches the months of all users from one month until before another one. */
export function inMonths({ from = EARLIEST, before = LATEST }: Interval) {
  return { _id: { $gte: { month: from }, $lt: { month: before } } };
}
