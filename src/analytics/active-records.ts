import { type Interval } from '../calendar';

/** Matches the records that count, of an interval. Ranges go by the instant, so that no stored day can make them wrong. */
export function activeRecords({ from, before }: Interval) {
  const timestamp = { ...(from && { $gte: from }), ...(before && { $lt: before }) };
  return { isActive: true, ...((from ?? before) && { timestamp }) };
}
