import { type Interval } from '../calendar';
import { type LastSeen, startOf, USAGE_COLLECTION } from '../usage';
import { activeRecords } from './active-records';
import { type UsageDatabase } from './usage-database';

/** The email and the name that were seen last, each with the instant; nothing where none was seen. */
export interface SeenOfUser {
  readonly lastEmail: LastSeen | null;
  readonly lastName: LastSeen | null;
}

/** The accumulators of a `$group` over records. Documents compare by their first field first, and null does not count. */
export const SEEN_IN_RECORDS = { lastEmail: lastSeen('$userEmail'), lastName: lastSeen('$userName') };

function lastSeen(field: string) {
  const isUnknown = { $eq: [{ $ifNull: [field, null] }, null] };
  return { $max: { $cond: [isUnknown, null, { at: '$timestamp', text: field }] } };
}

/** The later of each. Of the same instant, as MongoDB compares such documents: by the bytes of the text. */
export function laterOf(one: SeenOfUser, other: SeenOfUser): SeenOfUser {
  return {
    lastEmail: later(one.lastEmail, other.lastEmail),
    lastName: later(one.lastName, other.lastName),
  };
}

function later(one: LastSeen | null, other: LastSeen | null): LastSeen | null {
  if (one === null || other === null) return one ?? other;
  const order =
    one.at.getTime() - other.at.getTime() || Buffer.compare(Buffer.from(one.text), Buffer.from(other.text));
  return order > 0 ? one : other;
}

/** A user of whom a month only tells an email or a name that was seen later than asked about. */
export interface HiddenSight {
  readonly userId: string;
  readonly isEmailHidden: boolean;
  readonly isNameHidden: boolean;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * What they were seen with last before an instant. It is looked for in the month of that instant alone, at first on its last
 * day: the months before it are known.
 */
export async function seenBefore(
  database: UsageDatabase,
  users: readonly HiddenSight[],
  { from, before }: Interval & { readonly before: Date },
): Promise<ReadonlyMap<string, SeenOfUser>> {
  if (users.length === 0) return new Map();
  const start = new Date(Math.max(from?.getTime() ?? -Infinity, startOf('month', before).getTime()));
  const lastDay = new Date(Math.max(start.getTime(), before.getTime() - DAY_MS));
  const found = await seenIn(database, users, { from: lastDay, before });
  const missing = users.filter((user) => !isFound(user, found.get(user.userId)));
  if (missing.length === 0) return found;
  return new Map([...found, ...(await seenIn(database, missing, { from: start, before }))]);
}

function isFound({ isEmailHidden, isNameHidden }: HiddenSight, seen: SeenOfUser | undefined): boolean {
  return (!isEmailHidden || Boolean(seen?.lastEmail)) && (!isNameHidden || Boolean(seen?.lastName));
}

async function seenIn(
  database: UsageDatabase,
  users: readonly HiddenSight[],
  interval: Interval,
): Promise<ReadonlyMap<string, SeenOfUser>> {
  const userIds = users.map(({ userId }) => userId);
  const rows = await database.rows(USAGE_COLLECTION, lastSeenPipeline(userIds, interval));
  return new Map((rows as readonly (SeenOfUser & { readonly _id: string })[]).map((row) => [row._id, row]));
}

/** One row for each of these users with records in an interval. */
export function lastSeenPipeline(userIds: readonly string[], interval: Interval) {
  return [
    { $match: { userId: { $in: userIds }, ...activeRecords(interval) } },
    { $group: { _id: '$userId', ...SEEN_IN_RECORDS } },
  ];
}
