import { type Interval } from '../calendar';
import { historyRows, type HistoryRow } from './history-rows';
import { type Order, type Rows, rowsInOrder, type Window } from './history-window';
import { type RecordCount } from './record-counts';
import { type UsageDatabase } from './usage-database';

/** A page by its number. */
export interface NumberedPage {
  /** From 1. */
  readonly page: number;
  readonly limit: number;
}

/** How many records of a user have to be passed over before the first one of a page, and from where on they are counted. */
interface Place extends RecordCount {
  readonly isNewest: boolean;
  readonly skip: number;
  /** That day and all before it; open where it is the newest, in which records may be that are not counted yet. */
  readonly interval: Interval;
}

/** The newest records, those that are not counted yet included. */
export function newestRows(
  database: UsageDatabase,
  userId: string,
  limit: number,
): Promise<Rows<HistoryRow>> {
  const place = { from: new Date(0), before: new Date(0), records: 0, isNewest: true, skip: 0, interval: {} };
  return rowsInOrder(
    (margin, order) => windowFromNewest({ database, userId, place, limit, margin, order }),
    limit,
  );
}

/** The records of a page. Days before it are passed over by their counts, so that only its own day is looked into. */
export async function rowsOfPage(
  database: UsageDatabase,
  userId: string,
  counts: readonly RecordCount[],
  { page, limit }: NumberedPage,
): Promise<Rows<HistoryRow>> {
  const place = placeOf((page - 1) * limit, counts);
  if (place === undefined) return { rows: [], hasMore: false };
  // Page 1 shows what is not counted yet, too: what follows on that day has to be counted from there.
  const isNearStart = place.isNewest || place.skip <= place.records / 2;
  const read = isNearStart ? windowFromNewest : windowFromOldest;
  return rowsInOrder((margin, order) => read({ database, userId, place, limit, margin, order }), limit);
}

/** @returns nothing beyond the last record */
function placeOf(offset: number, counts: readonly RecordCount[]): Place | undefined {
  let skip = offset;
  for (const [index, count] of counts.entries()) {
    const interval = index === 0 ? {} : { before: count.before };
    if (skip < count.records) return { ...count, isNewest: index === 0, skip, interval };
    skip -= count.records;
  }
  return undefined;
}

interface Reading {
  readonly database: UsageDatabase;
  readonly userId: string;
  readonly place: Place;
  readonly limit: number;
  readonly margin: number;
  readonly order: Order;
}

async function windowFromNewest(reading: Reading): Promise<Window<HistoryRow>> {
  const { database, userId, place, order } = reading;
  const { start, end } = positionsOf(reading);
  const rows = await historyRows(database, userId, {
    interval: place.interval,
    startAt: 'newest',
    order,
    skip: start,
    limit: end - start,
  });
  return windowOf(reading, rows, rows.length < end - start);
}

/** What is left of the day comes from its end, and what follows from the newest of the days before it. */
async function windowFromOldest(reading: Reading): Promise<Window<HistoryRow>> {
  const { database, userId, place, order } = reading;
  const { from, before, records } = place;
  const { start, end } = positionsOf(reading);
  const skip = Math.max(records - end, 0);
  const [onDay, earlier] = await Promise.all([
    historyRows(database, userId, {
      interval: { from, before },
      startAt: 'oldest',
      order,
      skip,
      limit: records - start - skip,
    }),
    historyRows(database, userId, {
      interval: { before: from },
      startAt: 'newest',
      order,
      skip: 0,
      limit: Math.max(end - records, 0),
    }),
  ]);
  return windowOf(reading, [...onDay.toReversed(), ...earlier], earlier.length < end - records);
}

/** Which records of the day, and of those before it, are read. */
function positionsOf({ place: { skip }, limit, margin }: Reading) {
  return { start: Math.max(skip - margin, 0), end: skip + limit + margin };
}

function windowOf(reading: Reading, rows: readonly HistoryRow[], isLast: boolean): Window<HistoryRow> {
  const { start } = positionsOf(reading);
  return { rows, skip: () => reading.place.skip - start, isWholeAtStart: start === 0, isLast };
}
