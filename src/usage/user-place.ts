export const BITS_OF_A_WORD = 64;

/** 1,024 words: some 20 KB where all of them are there. */
export const USERS_OF_A_CHUNK = 65_536;

/** Where a user is in the sets: in the word of a chunk, as its bit. */
export function placeOf(ordinal: number): {
  readonly chunk: number;
  readonly word: string;
  readonly bit: bigint;
} {
  const inChunk = ordinal % USERS_OF_A_CHUNK;
  return {
    chunk: Math.floor(ordinal / USERS_OF_A_CHUNK),
    word: String(Math.floor(inChunk / BITS_OF_A_WORD)),
    bit: BigInt.asIntN(BITS_OF_A_WORD, 1n << BigInt(inChunk % BITS_OF_A_WORD)),
  };
}
