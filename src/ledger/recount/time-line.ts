import { type mongo } from 'mongoose';
import { endOf, type Period, PERIODS, startOf } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';

/** A stretch of time: `from` belongs to it, `before` does not. */
export interface Stretch {
  readonly from: Date;
  readonly before: Date;
}

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const FIRST_MS = -8_640_000_000_000_000;
const LAST_MS = 8_640_000_000_000_000;

/** All the time that there is. */
export const ALL_TIME: Stretch = { from: new Date(FIRST_MS), before: new Date(LAST_MS) };

/** So much is read at once: less than a second, and some ten MB. */
const MOST_RECORDS = 20_000;
export const MAX_TIME_MS = 30_000;
const QUICK = { maxTimeMS: MAX_TIME_MS };

/** Both kinds, so that the index on `isActive` and `timestamp` serves. */
const KINDS = [true, false] as const;

/** Of documents whose `_id` begins with these fields, in their order. */
export const idsIn = (first: object, name: 'start' | 'month', { from, before }: Stretch): object => ({
  _id: { $gte: { ...first, [name]: from }, $lt: { ...first, [name]: before } },
});

/** Rollups of both kinds. */
export const rollupsIn = (period: Period, stretch: Stretch): object => ({
  $or: [idsIn({ period }, 'start', stretch), idsIn({ all: period }, 'start', stretch)],
});

/** The whole days, or months, that a stretch touches. */
export function rounded(period: Period, { from, before }: Stretch): Stretch {
  const lastStart = startOf(period, new Date(Math.max(before.getTime() - 1, FIRST_MS)));
  const isOpen = { from: from.getTime() === FIRST_MS, before: before.getTime() === LAST_MS };
  return {
    from: isOpen.from ? from : startOf(period, from),
    before: isOpen.before ? before : endOf(period, lastStart),
  };
}

/** The first instant of a stretch at which there is anything: a record, or a document that tells of some. */
export async function firstIn(
  { records, rollups, userSets, userMonths }: LedgerCollections,
  stretch: Stretch,
): Promise<Date | undefined> {
  const { from, before } = stretch;
  const first = async <Document extends { _id: unknown }>(
    collection: mongo.Collection<Document>,
    filter: object,
    order: 'timestamp' | '_id',
  ) =>
    collection
      .find(filter as mongo.Filter<Document>, QUICK)
      .sort({ [order]: 1 })
      .limit(1)
      .next();
  const timestamp = { $gte: from, $lt: before };
  const found = await Promise.all([
    ...KINDS.map(async (isActive) => (await first(records, { isActive, timestamp }, 'timestamp'))?.timestamp),
    ...PERIODS.flatMap((period) => [
      first(rollups, idsIn({ period }, 'start', stretch), '_id').then((document) => document?._id.start),
      first(rollups, idsIn({ all: period }, 'start', stretch), '_id').then((document) => document?._id.start),
      first(userSets, idsIn({ period }, 'start', stretch), '_id').then((document) => document?._id.start),
    ]),
    first(userMonths, idsIn({}, 'month', stretch), '_id').then((document) => document?._id.month),
  ]);
  const instants = found.flatMap((instant) => (instant === undefined ? [] : [instant.getTime()]));
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}

/** As many whole days, or quarters of an hour, from the beginning of a stretch as have not too many records; at least one. */
export async function beginningOf(
  period: 'day' | 'quarter',
  { from, before }: Stretch,
  collections: LedgerCollections,
): Promise<Stretch> {
  const unitMs = period === 'day' ? DAY_MS : QUARTER_MS;
  let units = Math.ceil((before.getTime() - from.getTime()) / unitMs);
  const end = () => new Date(Math.min(startOf(period, from).getTime() + units * unitMs, before.getTime()));
  while (units > 1 && (await hasMany({ from, before: end() }, collections))) units = Math.ceil(units / 2);
  return { from, before: end() };
}

async function hasMany({ from, before }: Stretch, { records }: LedgerCollections): Promise<boolean> {
  const beyond = KINDS.map((isActive) =>
    records
      .find({ isActive, timestamp: { $gte: from, $lt: before } }, { ...QUICK, projection: { _id: 1 } })
      .skip(MOST_RECORDS)
      .limit(1)
      .hasNext(),
  );
  return (await Promise.all(beyond)).includes(true);
}

/** Whether a filter finds more records than are read at once. */
export async function findsMany({ records }: LedgerCollections, filter: object): Promise<boolean> {
  const beyond = records.find(filter, { ...QUICK, projection: { _id: 1 } }).skip(MOST_RECORDS);
  return beyond.limit(1).hasNext();
}
