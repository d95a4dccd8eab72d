import { type mongo } from 'mongoose';
import {
  DAY_SUM_NAMES,
  type LastSeen,
  type Period,
  PERIODS,
  placeOf,
  startOf,
  SUM_NAMES,
  type SumName,
  type UsageRecord,
  type UsageRollup,
  type UserMonth,
  type UserSet,
} from '../usage';
import { ledgerCollections, type StoredRecord } from './ledger-collections';

/** The rollups, in a form that can be compared: by readable keys, without what is only bookkeeping. */
export interface Books {
  readonly rollups: ReadonlyMap<string, unknown>;
  readonly userMonths: ReadonlyMap<string, unknown>;
  readonly userSets: ReadonlyMap<string, readonly string[]>;
}

/** What is in the database. Sums of zero, and documents that only hold such, are left out: they say the same. */
export async function booksIn(database: mongo.Db): Promise<Books> {
  const { rollups, userMonths, userSets, users } = ledgerCollections(database);
  const options = { useBigInt64: true };
  const names = new Map((await users.find().toArray()).map(({ _id, ordinal }) => [ordinal, _id]));
  return {
    rollups: sorted((await rollups.find({}, options).toArray()).map(rollupLine)),
    userMonths: sorted((await userMonths.find({}, options).toArray()).map(userMonthLine)),
    userSets: setsOf(await userSets.find({}, options).toArray(), names),
  };
}

/** What has to be in the database, added up one by one from all records. */
export function booksOf(records: readonly UsageRecord[]): Books {
  const rollups = new Map<string, UsageRollup>();
  const months = new Map<string, UserMonth>();
  const sets = new Map<string, Set<string>>();
  for (const record of records.filter(({ isActive }) => isActive)) {
    const { timestamp, userId } = record;
    for (const period of PERIODS) {
      for (const _id of rollupsOf(period, record)) {
        const key = JSON.stringify(_id);
        const before = rollups.get(key);
        rollups.set(key, { ...(before ?? { _id, writers: {} }), ...plus(before, record) });
      }
      const set = `${period} ${startOf(period, timestamp).toISOString()}`;
      if (userId !== null) sets.set(set, (sets.get(set) ?? new Set()).add(userId));
    }
    if (userId === null) continue;
    const _id = { month: startOf('month', timestamp), userId };
    const key = JSON.stringify(_id);
    const month = months.get(key) ?? { _id, writers: {}, version: 0, firstAt: timestamp, lastAt: timestamp };
    months.set(key, {
      ...month,
      ...plus(month, record),
      days: { ...month.days, [timestamp.getUTCDate()]: plus(month.days?.[timestamp.getUTCDate()], record) },
      firstAt: new Date(Math.min(month.firstAt.getTime(), timestamp.getTime())),
      lastAt: new Date(Math.max(month.lastAt.getTime(), timestamp.getTime())),
      ...lastSeen(month, record),
    });
  }
  return {
    rollups: sorted([...rollups.values()].map(rollupLine)),
    userMonths: sorted([...months.values()].map(userMonthLine)),
    userSets: sorted([...sets].map(([key, users]) => [key, [...users].toSorted()] as const)),
  };
}

function rollupsOf(
  period: Period,
  { timestamp, modelName, operation, outcome }: UsageRecord,
): readonly UsageRollup['_id'][] {
  const start = startOf(period, timestamp);
  return [
    { period, start, modelName, operation, outcome },
    { all: period, start },
  ];
}

function lastSeen(month: UserMonth, { timestamp, userEmail, userName }: UsageRecord) {
  return {
    ...(userEmail !== null && { lastEmail: later(month.lastEmail, timestamp, userEmail) }),
    ...(userName !== undefined && { lastName: later(month.lastName, timestamp, userName) }),
  };
}

function later(before: LastSeen | undefined, at: Date, text: string): LastSeen {
  const order = (seen: LastSeen) => `${String(seen.at.getTime()).padStart(16, '0')} ${seen.text}`;
  return before !== undefined && order(before) > order({ at, text }) ? before : { at, text };
}

type SumsHolder = Partial<Record<SumName, bigint>>;

function plus(sums: SumsHolder | undefined, record: UsageRecord): SumsHolder {
  const { costNanoUsd, userId, outcome } = record;
  const one = (isCounted: boolean) => (isCounted ? 1n : 0n);
  const added: Readonly<Record<SumName, bigint>> = {
    totalRequests: one(outcome !== 'failed'),
    failedRequests: one(outcome === 'failed'),
    unpricedRequests: one(costNanoUsd === null),
    estimatedRequests: one(record.usageSource === 'estimated'),
    unattributedRequests: one(userId === null),
    promptTokens: BigInt(record.promptTokens),
    completionTokens: BigInt(record.completionTokens),
    totalTokens: BigInt(record.totalTokens),
    cachedTokens: BigInt(record.cachedTokens),
    cacheWriteTokens: BigInt(record.cacheWriteTokens),
    reasoningTokens: BigInt(record.reasoningTokens),
    audioTokens: BigInt(record.audioTokens),
    costNanoUsd: costNanoUsd ?? 0n,
    unattributedCostNanoUsd: userId === null ? (costNanoUsd ?? 0n) : 0n,
  };
  const entries = Object.entries(added) as [SumName, bigint][];
  return Object.fromEntries(entries.map(([name, amount]) => [name, (sums?.[name] ?? 0n) + amount]));
}

function rollupLine(rollup: UsageRollup) {
  return [JSON.stringify(rollup._id), nonZero(rollup)] as const;
}

function userMonthLine(month: UserMonth) {
  const { firstAt, lastAt, lastEmail, lastName } = month;
  return [
    JSON.stringify(month._id),
    { ...nonZero(month), ...daysOf(month), ...(isThere(month) && { firstAt, lastAt, lastEmail, lastName }) },
  ] as const;
}

const isThere = (sums: SumsHolder) => (sums.totalRequests ?? 0n) + (sums.failedRequests ?? 0n) !== 0n;

/** Of each day that which is asked of days; nothing where it is all zero. */
function daysOf({ days = {} }: UserMonth) {
  const lines = Object.entries(days).map(
    ([day, sums = {}]) =>
      [
        `day ${day}`,
        DAY_SUM_NAMES.filter((name) => sums[name])
          .map((name) => `${name} ${sums[name]}`)
          .join(),
      ] as const,
  );
  return Object.fromEntries(lines.filter(([, line]) => line !== ''));
}

const nonZero = (sums: SumsHolder) =>
  Object.fromEntries(SUM_NAMES.filter((name) => sums[name]).map((name) => [name, sums[name]]));

function setsOf(sets: readonly UserSet[], names: ReadonlyMap<number, string>) {
  const users = new Map<string, string[]>();
  for (const { _id, words } of sets)
    for (const [ordinal, name] of names) {
      const { chunk, word, bit } = placeOf(ordinal);
      if (name === '' || chunk !== _id.chunk || ((words[word] ?? 0n) & bit) === 0n) continue;
      const key = `${_id.period} ${_id.start.toISOString()}`;
      users.set(key, [...(users.get(key) ?? []), name]);
    }
  return sorted([...users].map(([key, ids]) => [key, ids.toSorted()] as const));
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): ReadonlyMap<string, Value> {
  const lines = entries.filter(([, value]) => Object.keys(value as object).length > 0);
  return new Map(lines.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** All records of a database, as they are stored. */
export function recordsIn(database: mongo.Db): Promise<StoredRecord[]> {
  return ledgerCollections(database).records.find({}, { useBigInt64: true }).toArray();
}
