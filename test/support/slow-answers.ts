import { type Interval } from '../../src/calendar';
import { type UsageRecord } from '../../src/usage';

/**
 * What the questions have to answer, added up record by record. It shares no code with what answers them: what is wrong there
 * must not be wrong here.
 */
export function slowDashboard(records: readonly UsageRecord[], interval: Interval) {
  const counted = recordsIn(records, interval);
  const ofNobody = counted.filter(({ userId }) => userId === null);
  return {
    ...totalsOf(counted),
    uniqueUsers: usersOf(counted).length,
    unattributedRequests: ofNobody.length,
    unattributedCost: Number(costOf(ofNobody)) / 1e9,
  };
}

export function slowStats(records: readonly UsageRecord[], user: string, interval: Interval) {
  return totalsOf(recordsIn(records, interval).filter(({ userId }) => userId === user));
}

export function slowTopUsers(records: readonly UsageRecord[], interval: Interval, limit: number) {
  const counted = recordsIn(records, interval);
  return usersOf(counted)
    .map((user) => {
      const theirs = counted.filter(({ userId }) => userId === user);
      return {
        _id: user,
        userEmail: lastOf(theirs, ({ userEmail }) => userEmail),
        userName: lastOf(theirs, ({ userName }) => userName),
        ...totalsOf(theirs),
      };
    })
    .sort((one, other) => other.totalTokens - one.totalTokens || byBytes(one._id, other._id))
    .slice(0, limit);
}

/** The ids of a user's records: newest first, and of the same instant the greatest first. */
export function slowHistory(records: readonly UsageRecord[], user: string): readonly string[] {
  return records
    .filter(({ userId, isActive }) => isActive && userId === user)
    .map(({ timestamp, _id }) => ({ at: timestamp.getTime(), id: String(_id) }))
    .sort((one, other) => other.at - one.at || byBytes(other.id, one.id))
    .map(({ id }) => id);
}

function recordsIn(records: readonly UsageRecord[], { from, before }: Interval): readonly UsageRecord[] {
  return records.filter(
    ({ isActive, timestamp }) =>
      isActive && timestamp >= (from ?? timestamp) && (before === undefined || timestamp < before),
  );
}

const usersOf = (records: readonly UsageRecord[]) => [
  ...new Set(records.flatMap(({ userId }) => (userId === null ? [] : [userId]))),
];

const costOf = (records: readonly UsageRecord[]) =>
  records.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0n), 0n);

function totalsOf(records: readonly UsageRecord[]) {
  const count = (isCounted: (record: UsageRecord) => boolean) => records.filter(isCounted).length;
  const failed = count(({ outcome }) => outcome === 'failed');
  return {
    totalTokens: records.reduce((sum, { totalTokens }) => sum + totalTokens, 0),
    totalCost: Number(costOf(records)) / 1e9,
    totalCostNanoUsd: String(costOf(records)),
    totalRequests: records.length - failed,
    failedRequests: failed,
    unpricedRequests: count(({ costNanoUsd }) => costNanoUsd === null),
    estimatedRequests: count(({ usageSource }) => usageSource === 'estimated'),
  };
}

/** Of the same instant, the last one of the alphabet. */
function lastOf(
  records: readonly UsageRecord[],
  textOf: (record: UsageRecord) => string | null | undefined,
): string {
  const seen = records.flatMap((record) => {
    const text = textOf(record);
    return text === null || text === undefined ? [] : [{ at: record.timestamp.getTime(), text }];
  });
  seen.sort((one, other) => other.at - one.at || byBytes(other.text, one.text));
  return seen[0]?.text ?? '';
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
