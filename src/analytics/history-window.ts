import { byPosition, type Position } from './history-cursor';

/** A stretch of a history, newest first. */
export interface Window<Row> {
  readonly rows: readonly Row[];
  /** How many of the rows, in their order, come before those that are asked for. */
  readonly skip: (sorted: readonly Row[]) => number;
  /** Whether nothing of the same instant as its first row is missing. */
  readonly isWholeAtStart: boolean;
  /** Whether nothing at all comes after its last row. */
  readonly isLast: boolean;
}

/**
 * `by instant`: records of the same instant come in any order, because the index knows no other. `exact`: they are sorted by
 * their id, for which the database has to look at all of them.
 */
export type Order = 'by instant' | 'exact';

/** Rows in their order, and whether more come after them. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

// Almost always, at most a few records of a user are of the same millisecond.
const MARGINS = [8, 256];

/**
 * The rows that are asked for, in their order. Some more are read on both sides, so that all records of the same instant as
 * the first and the last of them are there; where even many more do not suffice, in the exact order.
 */
export async function rowsInOrder<Row extends Position>(
  read: (margin: number, order: Order) => Promise<Window<Row>>,
  limit: number,
): Promise<Rows<Row>> {
  for (const margin of MARGINS) {
    const window = await read(margin, 'by instant');
    const rows = chosen(window, limit);
    if (isKnown(window, rows)) return rows;
  }
  return chosen(await read(1, 'exact'), limit);
}

function chosen<Row extends Position>({ rows, skip, isLast }: Window<Row>, limit: number): Rows<Row> {
  const sorted = rows.toSorted(byPosition);
  const start = skip(sorted);
  return { rows: sorted.slice(start, start + limit), hasMore: !isLast || sorted.length > start + limit };
}

/** Whether the window shows which rows these are, and in which order. */
function isKnown<Row extends Position>(
  { rows, isWholeAtStart, isLast }: Window<Row>,
  { rows: [first, ...others] }: Rows<Row>,
): boolean {
  return (
    (isWholeAtStart || isNewer(rows[0], first)) && (isLast || isNewer(others.at(-1) ?? first, rows.at(-1)))
  );
}

function isNewer(one: Position | undefined, other: Position | undefined): boolean {
  return one !== undefined && other !== undefined && one.timestamp > other.timestamp;
}
