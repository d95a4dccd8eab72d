import { byPosition, type Position } from './history-cursor';
import { historyRows, type HistoryRow } from './history-rows';
import { type Order, type Rows, rowsInOrder, type Window } from './history-window';
import { type UsageDatabase } from './usage-database';

/** The records of a user that come after a position, whether a record is there or not. */
export async function rowsAfter(
  database: UsageDatabase,
  userId: string,
  position: Position,
  limit: number,
): Promise<Rows<HistoryRow>> {
  // Its instant included: of the same one, some may be before the position and others after it.
  const interval = { before: new Date(position.timestamp.getTime() + 1) };
  const read = async (margin: number, order: Order): Promise<Window<HistoryRow>> => {
    const size = limit + margin;
    const after = order === 'exact' && { after: position };
    const part = { interval, ...after, startAt: 'newest', order, skip: 0, limit: size } as const;
    const rows = await historyRows(database, userId, part);
    return {
      rows,
      skip: (sorted) => sorted.filter((row) => byPosition(row, position) <= 0).length,
      isWholeAtStart: true,
      isLast: rows.length < size,
    };
  };
  return rowsInOrder(read, limit);
}
