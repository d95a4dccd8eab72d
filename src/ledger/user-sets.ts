import { mongo } from 'mongoose';
import { type Period, type UserSet } from '../usage';
import { type UserSetIncrement } from './tally';

export const BITS_OF_A_WORD = 64;
// 1,024 words: some 20 KB where all of them are there.
export const BITS_OF_A_CHUNK = 65_536;

/** Where a user is in the sets. */
export function placeOf(ordinal: number): {
  readonly chunk: number;
  readonly word: string;
  readonly bit: bigint;
} {
  const inChunk = ordinal % BITS_OF_A_CHUNK;
  return {
    chunk: Math.floor(ordinal / BITS_OF_A_CHUNK),
    word: String(Math.floor(inChunk / BITS_OF_A_WORD)),
    bit: BigInt.asIntN(BITS_OF_A_WORD, 1n << BigInt(inChunk % BITS_OF_A_WORD)),
  };
}

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
export function wordsOf(
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
