import { type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { type CountedBatches } from '../../usage';
import { DUPLICATE_KEY, errorsOfOperations } from '../database-error';
import { amountOf, type Expected, type Found, wrongSums } from './difference';

/** A document whose sums are wrong: as it was read, and what it had to hold at that moment. */
export interface Wrong<Document extends CountedBatches> {
  readonly _id: unknown;
  /** Nothing where there was none. */
  readonly found: (Pick<Document, 'mended'> & Found) | undefined;
  readonly expected: Expected;
  /** What is to be changed beside the sums. */
  readonly beside?: { readonly $min?: object; readonly $max?: object; readonly $setOnInsert?: object };
}

/**
 * Adds what the documents lacked when they were read. Writers only ever add, too, so that it does not matter what they
 * have added since: that was neither in what was found nor in what was expected. What two rebuilds find at once only one
 * of them mends: a document is changed where nobody has mended it since it was read.
 * @returns whether all of them were changed; those that were not have to be read again
 */
export async function mendSums<Document extends CountedBatches & { readonly _id: unknown }>(
  collection: mongo.Collection<Document>,
  wrong: readonly Wrong<Document>[],
): Promise<boolean> {
  if (wrong.length === 0) return true;
  const operations = wrong.map(({ _id, found, expected, beside = {} }) => {
    const { add, put, was } = changesOf(found ?? {}, expected);
    return {
      updateOne: {
        filter: { _id, mended: found?.mended ?? null, ...was },
        update: {
          ...beside,
          ...(Object.keys(add).length > 0 && { $inc: add }),
          $set: { mended: randomUUID(), ...put },
          $setOnInsert: { writers: {}, ...beside.$setOnInsert },
        },
        upsert: found === undefined,
      },
    };
  }) as unknown as mongo.AnyBulkWriteOperation<Document>[];
  try {
    const { matchedCount, upsertedCount } = await collection.bulkWrite(operations, { ordered: false });
    return matchedCount + upsertedCount === wrong.length;
  } catch (error) {
    // Somebody has made the document since it was looked for.
    const errors = errorsOfOperations(error);
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    return false;
  }
}

/** To what is no integer nothing can be added, by writers neither: it is replaced where it is still there. */
function changesOf(found: Found, expected: Expected) {
  const add: Record<string, bigint> = {};
  const put: Record<string, bigint> = {};
  const was: Record<string, unknown> = {};
  for (const [name, expectedAmount] of wrongSums(found, expected)) {
    const amount = amountOf(found[name]);
    if (amount !== undefined) add[name] = expectedAmount - amount;
    else {
      put[name] = expectedAmount;
      was[name] = found[name];
    }
  }
  return { add, put, was };
}
