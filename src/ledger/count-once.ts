import { type mongo } from 'mongoose';
import { type CountedBatches } from '../usage';
import { BAD_VALUE, DUPLICATE_KEY, errorsOfOperations } from './database-error';
import { stampOf } from './stamp';

/** What is to be done to one document, once. */
export interface OnceUpdate<Id> {
  readonly _id: Id;
  readonly $inc: Readonly<Record<string, bigint | number>>;
  readonly $min?: Readonly<Record<string, unknown>>;
  readonly $max?: Readonly<Record<string, unknown>>;
}

/** A batch, and the writers of earlier lives that need not be remembered any more. */
export interface CountedBatch {
  readonly writer: string;
  readonly number: number;
  readonly forgotten: readonly string[];
  /** Whether it has corrected records. */
  readonly isCorrecting: boolean;
}

/**
 * Updates each document at most once for a batch, however often it is called: a document remembers the last batch of each
 * writer that it has counted, and is changed only where that one came before. A writer's batches come in their order.
 * The document of a batch that has been counted does not match, so that the upsert collides with it: that is no error.
 * But so does one that another writer makes in the same moment. The second try, without upsert, tells the two apart.
 * @returns how many documents stay as they are, since a sum of theirs would not fit into 64 bits any more
 */
export async function countOnce<Document extends CountedBatches & { readonly _id: unknown }>(
  collection: mongo.Collection<Document>,
  batch: CountedBatch,
  updates: readonly OnceUpdate<Document['_id']>[],
): Promise<number> {
  const fitting = updates.filter(isFitting);
  const counted = `writers.${batch.writer}`;
  const forget = Object.fromEntries(batch.forgotten.map((writer) => [`writers.${writer}`, '']));
  const operations = (upsert: boolean, chosen: readonly OnceUpdate<Document['_id']>[]) =>
    chosen.map(({ _id, ...update }) => ({
      updateOne: {
        filter: { _id, [counted]: { $not: { $gte: batch.number } } },
        update: {
          ...update,
          $set: { [counted]: batch.number, ...(batch.isCorrecting && { corrected: stampOf(batch) }) },
          ...(batch.forgotten.length > 0 && { $unset: forget }),
        },
        upsert,
      },
    })) as unknown as mongo.AnyBulkWriteOperation<Document>[];
  const attempt = (upsert: boolean, chosen: readonly OnceUpdate<Document['_id']>[]) =>
    attempted(chosen, () => collection.bulkWrite(operations(upsert, chosen), { ordered: false }));
  const first = await attempt(true, fitting);
  const second = await attempt(false, first.collided);
  return updates.length - fitting.length + first.tooLarge + second.tooLarge;
}

/** What became of the updates of one bulk that were not made. */
interface Attempt<Update> {
  readonly collided: readonly Update[];
  readonly tooLarge: number;
}

async function attempted<Update>(
  updates: readonly Update[],
  bulk: () => Promise<unknown>,
): Promise<Attempt<Update>> {
  if (updates.length === 0) return { collided: [], tooLarge: 0 };
  try {
    await bulk();
    return { collided: [], tooLarge: 0 };
  } catch (error) {
    const errors = errorsOfOperations(error);
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY && code !== BAD_VALUE))
      throw error;
    const collisions = errors.filter(({ code }) => code === DUPLICATE_KEY);
    const collided = collisions.flatMap(({ index }) => updates.slice(index, index + 1));
    return { collided, tooLarge: errors.length - collided.length };
  }
}

const isFitting = ({ $inc }: { readonly $inc: Readonly<Record<string, bigint | number>> }) =>
  Object.values($inc).every((part) => typeof part === 'number' || BigInt.asIntN(64, part) === part);
