import { type Interval } from '../calendar';
import { activeRecords } from './active-records';
import { SUMS_OF_RECORDS, type SummedRow, totalsOf, type UsageTotals } from './usage-totals';

/** A user and what they used. */
export interface UserUsage extends UsageTotals {
  /** The user's id. */
  readonly _id: string;
  /** The one seen last in the interval, `''` where none was seen. */
  readonly userEmail: string;
  /** The same. */
  readonly userName: string;
}

type Seen = { readonly text: string } | null;
type Row = SummedRow & { readonly _id: string; readonly lastEmail: Seen; readonly lastName: Seen };

/** The users with the most tokens, most first; of equal ones, by id. Calls without a user are not ranked. */
export function topUsersPipeline(interval: Interval, limit: number) {
  return [
    { $match: { ...activeRecords(interval), userId: { $ne: null } } },
    {
      $group: {
        _id: '$userId',
        ...SUMS_OF_RECORDS,
        lastEmail: lastSeen('$userEmail'),
        lastName: lastSeen('$userName'),
      },
    },
    { $sort: { totalTokens: -1, _id: 1 } },
    { $limit: limit },
  ];
}

/** Documents compare by their first field first, and null does not count. */
function lastSeen(field: string) {
  const isUnknown = { $eq: [{ $ifNull: [field, null] }, null] };
  return { $max: { $cond: [isUnknown, null, { at: '$timestamp', text: field }] } };
}

export function topUsersOf(rows: readonly unknown[]): readonly UserUsage[] {
  return (rows as readonly Row[]).map(({ _id, lastEmail, lastName, ...sums }) => ({
    _id,
    userEmail: lastEmail?.text ?? '',
    userName: lastName?.text ?? '',
    ...totalsOf(sums),
  }));
}
