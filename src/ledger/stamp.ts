/** What a writer does to the ledger at once: the same writer and number never stand for other entries. */
export interface BatchId {
  readonly writer: string;
  readonly number: number;
}

// Nobody corrects a record so often; if somebody does, its document must not grow for ever.
const MOST_BATCHES = 12;
/** Stands for the older batches of a record that was touched by more than `MOST_BATCHES`. */
const OLDER = '+';

/** The stamp that a batch puts on a record that it inserts. */
export function stampOf({ writer, number }: BatchId): string {
  return `${writer}.${number}`;
}

/**
 * The stamp on a record that a batch corrects: this batch, then those that have touched it before, the last one first:
 * `b.7 a.12`. So can be told what a rollup holds of the record that has counted some of them, and not yet the others.
 */
export function stampOfCorrection(batch: BatchId, before: string | undefined): string {
  const batches = [stampOf(batch), ...(before === undefined ? [] : before.split(' '))];
  if (batches.length <= MOST_BATCHES) return batches.join(' ');
  return [...batches.slice(0, MOST_BATCHES - 1), OLDER].join(' ');
}

/** The batch that touched a record last. */
export function lastBatchOf(stamp: string): BatchId {
  return batchIn(stamp.split(' ', 1)[0]);
}

/** The batch that inserted a record. */
export function firstBatchOf(stamp: string): BatchId {
  return batchIn(stamp.split(' ').at(-1));
}

/** All batches that touched a record, the last one first, and whether these are all of them. */
export function batchesOf(stamp: string): {
  readonly batches: readonly BatchId[];
  readonly isWhole: boolean;
} {
  const texts = stamp.split(' ');
  const isWhole = texts.at(-1) !== OLDER;
  return { batches: (isWhole ? texts : texts.slice(0, -1)).map(batchIn), isWhole };
}

function batchIn(text = ''): BatchId {
  const [writer = '', number = ''] = text.split('.');
  return { writer, number: Number(number) };
}
