import {
  type LastSeen,
  type Period,
  PERIODS,
  type RollupOfAll,
  type RollupOfKind,
  startOf,
  type Summed,
  UsageSums,
  type UserMonth,
} from '../usage';

/** A record that begins or ceases to count. */
export interface Change {
  readonly record: Summed;
  readonly sign: 1n | -1n;
}

export interface RollupIncrement<Id = RollupOfKind | RollupOfAll> {
  readonly _id: Id;
  readonly sums: UsageSums;
}

export interface UserMonthIncrement {
  readonly _id: UserMonth['_id'];
  readonly sums: UsageSums;
  /** By the day of the month. */
  readonly days: ReadonlyMap<number, UsageSums>;
  /** Of what begins to count; nothing where records only cease to. */
  readonly seen?: Seen;
}

export interface Seen {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly lastEmail?: LastSeen | undefined;
  readonly lastName?: LastSeen | undefined;
}

export interface UserSetIncrement {
  readonly period: Period;
  readonly start: Date;
  readonly userIds: ReadonlySet<string>;
}

/** What records add to the rollups, merged: one increment for each of their documents, however many the records. */
export class Tally {
  private readonly quarters = new Map<string, RollupIncrement<RollupOfKind>>();
  private readonly months = new Map<string, MutableUserMonth>();
  private readonly users = new Map<number, Set<string>>();

  add({ record, sign }: Change): void {
    rollupIn(this.quarters, 'quarter', record.timestamp, record).sums.add(record, sign);
    if (record.userId === null) return;
    const month = userMonthIn(this.months, record.timestamp, record.userId);
    dayIn(month.days, record.timestamp).add(record, sign);
    if (sign === -1n) return;
    month.seen = withRecord(month.seen, record);
    setIn(this.users, startOf('quarter', record.timestamp)).add(record.userId);
  }

  /** Another one, to which more can be added. */
  copy(): Tally {
    const copy = new Tally();
    for (const [key, { _id, sums }] of this.quarters) copy.quarters.set(key, { _id, sums: copyOf(sums) });
    for (const [key, { days, ...month }] of this.months)
      copy.months.set(key, {
        ...month,
        days: new Map(Array.from(days, ([day, sums]) => [day, copyOf(sums)])),
      });
    for (const [start, users] of this.users) copy.users.set(start, new Set(users));
    return copy;
  }

  get rollups(): readonly RollupIncrement[] {
    return PERIODS.flatMap((period) => {
      const ofKinds = new Map<string, RollupIncrement<RollupOfKind>>();
      const ofAll = new Map<number, RollupIncrement<RollupOfAll>>();
      for (const { _id, sums } of this.quarters.values()) {
        rollupIn(ofKinds, period, _id.start, _id).sums.plus(sums);
        rollupOfAllIn(ofAll, period, _id.start).sums.plus(sums);
      }
      return [...ofKinds.values(), ...ofAll.values()];
    });
  }

  get userMonths(): readonly UserMonthIncrement[] {
    return Array.from(this.months.values(), (month) => ({ ...month, sums: together(month.days) }));
  }

  /** Who comes into a set. Who leaves one only a look at all records can tell. */
  get userSets(): readonly UserSetIncrement[] {
    return PERIODS.flatMap((period) => {
      const sets = new Map<number, Set<string>>();
      for (const [quarter, users] of this.users) {
        const set = setIn(sets, startOf(period, new Date(quarter)));
        for (const user of users) set.add(user);
      }
      return [...sets].map(([start, userIds]) => ({ period, start: new Date(start), userIds }));
    });
  }
}

interface MutableUserMonth {
  readonly _id: UserMonth['_id'];
  readonly days: Map<number, UsageSums>;
  seen?: Seen;
}

function rollupIn(
  rollups: Map<string, RollupIncrement<RollupOfKind>>,
  period: Period,
  at: Date,
  { modelName, operation, outcome }: Pick<RollupOfKind, 'modelName' | 'operation' | 'outcome'>,
): RollupIncrement<RollupOfKind> {
  const start = startOf(period, at);
  const key = `${start.getTime()} ${outcome} ${modelName.length} ${modelName}${operation}`;
  const known = rollups.get(key);
  if (known !== undefined) return known;
  const rollup = { _id: { period, start, modelName, operation, outcome }, sums: new UsageSums() };
  rollups.set(key, rollup);
  return rollup;
}

function rollupOfAllIn(
  rollups: Map<number, RollupIncrement<RollupOfAll>>,
  all: Period,
  at: Date,
): RollupIncrement<RollupOfAll> {
  const start = startOf(all, at);
  const known = rollups.get(start.getTime());
  if (known !== undefined) return known;
  const rollup = { _id: { all, start }, sums: new UsageSums() };
  rollups.set(start.getTime(), rollup);
  return rollup;
}

function userMonthIn(months: Map<string, MutableUserMonth>, at: Date, userId: string): MutableUserMonth {
  const month = startOf('month', at);
  const key = `${month.getTime()} ${userId}`;
  const known = months.get(key);
  if (known !== undefined) return known;
  const userMonth = { _id: { month, userId }, days: new Map<number, UsageSums>() };
  months.set(key, userMonth);
  return userMonth;
}

/** The sums of the day that an instant is in. */
export function dayIn(days: Map<number, UsageSums>, at: Date): UsageSums {
  const day = at.getUTCDate();
  const known = days.get(day);
  if (known !== undefined) return known;
  const sums = new UsageSums();
  days.set(day, sums);
  return sums;
}

function together(days: ReadonlyMap<number, UsageSums>): UsageSums {
  const sums = new UsageSums();
  for (const day of days.values()) sums.plus(day);
  return sums;
}

function copyOf(sums: UsageSums): UsageSums {
  const copy = new UsageSums();
  copy.plus(sums);
  return copy;
}

function setIn(sets: Map<number, Set<string>>, start: Date): Set<string> {
  const known = sets.get(start.getTime());
  if (known !== undefined) return known;
  const set = new Set<string>();
  sets.set(start.getTime(), set);
  return set;
}

/** What was seen first and last, once this record was seen, too. */
export function withRecord(seen: Seen | undefined, { timestamp: at, userEmail, userName }: Summed): Seen {
  return {
    firstAt: seen && seen.firstAt < at ? seen.firstAt : at,
    lastAt: seen && seen.lastAt > at ? seen.lastAt : at,
    lastEmail: latest(seen?.lastEmail, at, userEmail),
    lastName: latest(seen?.lastName, at, userName),
  };
}

/** As MongoDB compares such documents: by the instant, then by the bytes of the text. */
function latest(
  before: LastSeen | undefined,
  at: Date,
  text: string | null | undefined,
): LastSeen | undefined {
  if (text === null || text === undefined) return before;
  if (before === undefined || at > before.at) return { at, text };
  if (at < before.at) return before;
  return Buffer.compare(Buffer.from(text), Buffer.from(before.text)) > 0 ? { at, text } : before;
}
