import { mongo } from 'mongoose';
import { type Period, placeOf, type UserSet } from '../usage';
import { type UserSetIncrement } from './tally';

export const setOf = (period: Period, start: Date, chunk: number) => ({ _id: { period, start, chunk } });

/** Puts users into sets. A set does not care how often. */
export async function addToSets(
  collection: mongo.Collection<UserSet>,
  increments: readonly UserSetIncrement[],
  ordinals: ReadonlyMap<string, number>,
): Promise<void> {
  const updates = increments.flatMap(({ period, start, userIds }) =>
    [...wordsOf(userIds, ordinals)].map(([chunk, words]) => ({
      updateOne: {
        filter: setOf(period, start, chunk),
        update: {
          $bit: Object.fromEntries(
            [...words].map(([word, or]) => [`words.${word}`, { or: mongo.Long.fromBigInt(or) }]),
          ),
        },
        upsert: true,
      },
    })),
  );
  if (updates.length > 0)
    await collection.bulkWrite(updates, {
      ordered: false,
    });
}

/** The bits of users, by chunk and word. */
function wordsOf(
  userIds: Iterable<string>,
  ordinals: ReadonlyMap<string, number>,
): ReadonlyMap<number, ReadonlyMap<string, bigint>> {
  const chunks = new Map<number, Map<string, bigint>>();
  for (const userId of userIds) {
    const { chunk, word, bit } = placeOf(ordinals.get(userId) ?? NaN);
    const words = chunks.get(chunk) ?? new Map<string, bigint>();
    chunks.set(chunk, words);
    words.set(word, (words.get(word) ?? 0n) | bit);
  }
  return chunks;
}
