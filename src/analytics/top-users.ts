import { type Interval } from '../calendar';
import { activeRecords } from './active-records';
import { SUMS_OF_RECORDS, type SummedRow, totalsOf, type UsageTotals } from './usage-totals';

/** A user and what they used. */
export interface UserUsage extends UsageTotals {
  /** The user's id. */
  readonly _id: string;
  /** The one seen last in the interval, `''` where none was seen. */
  readonly userEmail: string;
}

type Row = SummedRow & { readonly _id: string; readonly lastSeen: { readonly email: string } | null };

/** The users with the most tokens, most first; of equal ones, by id. Calls without a user are not ranked. */
export function topUsersPipeline(interval: Interval, limit: number) {
  const emailWithTime = { at: '$timestamp', email: '$userEmail' };
  return [
    { $match: { ...activeRecords(interval), userId: { $ne: null } } },
    {
      $group: {
        _id: '$userId',
        ...SUMS_OF_RECORDS,
        // Documents compare by their first field first, and null does not count.
        lastSeen: { $max: { $cond: [{ $eq: ['$userEmail', null] }, null, emailWithTime] } },
      },
    },
    { $sort: { totalTokens: -1, _id: 1 } },
    { $limit: limit },
  ];
}

export function topUsersOf(rows: readonly unknown[]): readonly UserUsage[] {
  return (rows as readonly Row[]).map(({ _id, lastSeen, ...sums }) => ({
    _id,
    userEmail: lastSeen?.email ?? '',
    ...totalsOf(sums),
  }));
}
