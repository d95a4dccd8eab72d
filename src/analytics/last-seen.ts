import { type Interval } from '../calendar';
import { type LastSeen, startOf, USAGE_COLLECTION } from '../usage';
import { activeRecords } from './active-records';
import { EARLIEST, LATEST } from './ranges';
import { type UsageDatabase } from './usage-database';

/** The email and the name that a user was seen with last, each with the instant; nothing where none was seen. */
export interface SeenOfUser {
  readonly lastEmail: LastSeen | null;
  readonly lastName: LastSeen | null;
}

/** The same, as months tell it. */
export interface SeenInMonths extends SeenOfUser {
  /** 1 where a month tells an email, or a name, that was seen after the interval, and so not the one before it; else 0. */
  readonly isEmailLater: number;
  readonly isNameLater: number;
}

/** The accumulators of a `$group` over months. Documents compare by their first field first, and null does not count. */
export function seenInMonths({ from = EARLIEST, before = LATEST }: Interval) {
  const seen = (field: string) => {
    const isSeen = { $and: [{ $gte: [`${field}.at`, from] }, { $lt: [`${field}.at`, before] }] };
    return { $max: { $cond: [isSeen, field, null] } };
  };
  const isLater = (field: string) => ({ $max: { $cond: [{ $gte: [`${field}.at`, before] }, 1, 0] } });
  return {
    lastEmail: seen('$lastEmail'),
    lastName: seen('$lastName'),
    isEmailLater: isLater('$lastEmail'),
    isNameLater: isLater('$lastName'),
  };
}

/** What users were seen with last in an interval. Their months tell it, unless the last month goes on after the interval. */
export async function lastSeenOf(
  database: UsageDatabase,
  users: readonly { readonly userId: string; readonly seen: SeenInMonths | undefined }[],
  interval: Interval,
): Promise<ReadonlyMap<string, SeenOfUser>> {
  const known = users.flatMap(({ userId, seen }) => (seen === undefined ? [] : [{ userId, seen }]));
  const hidden = known.filter(({ seen }) => seen.isEmailLater + seen.isNameLater > 0);
  const found = await searched(database, hidden, interval);
  return new Map(known.map(({ userId, seen }) => [userId, laterOf(seen, found.get(userId))]));
}

interface SeenUser {
  readonly userId: string;
  readonly seen: SeenInMonths;
}

const HOUR_MS = 60 * 60_000;
const WINDOWS_MS = [HOUR_MS, 24 * HOUR_MS, Infinity];

/** Looks for what months hide in the records of the last month: of the last hour, of the last day, of all of it. */
async function searched(
  database: UsageDatabase,
  users: readonly SeenUser[],
  { from = EARLIEST, before = LATEST }: Interval,
): Promise<ReadonlyMap<string, SeenOfUser>> {
  const start = Math.max(from.getTime(), startOf('month', before).getTime());
  const found = new Map<string, SeenOfUser>();
  let missing = users;
  for (const windowMs of WINDOWS_MS) {
    if (missing.length === 0) break;
    const window = { from: new Date(Math.max(start, before.getTime() - windowMs)), before };
    for (const [userId, seen] of await seenIn(database, missing, window)) found.set(userId, seen);
    missing = missing.filter(({ userId, seen }) => !isFound(seen, found.get(userId)));
  }
  return found;
}

function isFound({ isEmailLater, isNameLater }: SeenInMonths, seen: SeenOfUser | undefined): boolean {
  return (isEmailLater === 0 || Boolean(seen?.lastEmail)) && (isNameLater === 0 || Boolean(seen?.lastName));
}

async function seenIn(
  database: UsageDatabase,
  users: readonly SeenUser[],
  interval: Interval,
): Promise<ReadonlyMap<string, SeenOfUser>> {
  const userIds = users.map(({ userId }) => userId);
  const rows = await database.rows(USAGE_COLLECTION, seenInRecordsPipeline(userIds, interval));
  return new Map((rows as readonly (SeenOfUser & { readonly _id: string })[]).map((row) => [row._id, row]));
}

/** One row for each of these users with records in an interval. */
export function seenInRecordsPipeline(userIds: readonly string[], interval: Interval) {
  const lastSeen = (field: string) => {
    const isUnknown = { $eq: [{ $ifNull: [field, null] }, null] };
    return { $max: { $cond: [isUnknown, null, { at: '$timestamp', text: field }] } };
  };
  return [
    { $match: { userId: { $in: userIds }, ...activeRecords(interval) } },
    { $group: { _id: '$userId', lastEmail: lastSeen('$userEmail'), lastName: lastSeen('$userName') } },
  ];
}

/** What is found in the last month is later than what the months before it tell. */
function laterOf(told: SeenOfUser, found: SeenOfUser | undefined): SeenOfUser {
  return {
    lastEmail: found?.lastEmail ?? told.lastEmail,
    lastName: found?.lastName ?? told.lastName,
  };
}
