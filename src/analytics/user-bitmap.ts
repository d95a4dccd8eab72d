import { mongo } from 'mongoose';
import { USERS_OF_A_CHUNK } from '../usage';

const BITS = 32;
const WORDS = USERS_OF_A_CHUNK / BITS;
const ZERO = 0x30;
const INT_64 = 0x12;

/** Users by their ordinals: what documents of `openai_usage_user_sets` hold together. */
export class UserBitmap {
  private readonly chunks = new Map<number, Uint32Array>();

  /** @param set a document as BSON: its thousand fields would take a hundred times as long to make an object of. */
  add(set: Uint8Array): void {
    const { _id, words } = mongo.BSON.deserialize(set, { raw: true }) as Record<'_id' | 'words', Buffer>;
    const { chunk } = mongo.BSON.deserialize(_id) as { readonly chunk: number };
    addWords(this.chunk(chunk), words);
  }

  has(ordinal: number): boolean {
    const word = this.chunks.get(Math.floor(ordinal / USERS_OF_A_CHUNK))?.[wordOf(ordinal)] ?? 0;
    return ((word >>> (ordinal % BITS)) & 1) === 1;
  }

  put(ordinal: number): void {
    const words = this.chunk(Math.floor(ordinal / USERS_OF_A_CHUNK));
    words[wordOf(ordinal)] = (words[wordOf(ordinal)] ?? 0) | (1 << (ordinal % BITS));
  }

  get size(): number {
    let size = 0;
    for (const words of this.chunks.values()) for (const word of words) size += onesIn(word);
    return size;
  }

  private chunk(number: number): Uint32Array {
    const known = this.chunks.get(number);
    if (known !== undefined) return known;
    const chunk = new Uint32Array(WORDS);
    this.chunks.set(number, chunk);
    return chunk;
  }
}

const wordOf = (ordinal: number) => Math.floor((ordinal % USERS_OF_A_CHUNK) / BITS);

/** Each element of the document is its type, its name, which is the number of a word in decimal, a zero, and 64 bits. */
function addWords(into: Uint32Array, words: Buffer): void {
  let at = 4;
  for (let type = words[at] ?? 0; type !== 0; type = words[at] ?? 0) {
    if (type !== INT_64) throw new TypeError(`A set of users holds the BSON type ${type}, and not 64 bits.`);
    let number = 0;
    for (at += 1; words[at] !== 0; at += 1) number = number * 10 + (words[at] ?? 0) - ZERO;
    into[2 * number] = (into[2 * number] ?? 0) | words.readInt32LE(at + 1);
    into[2 * number + 1] = (into[2 * number + 1] ?? 0) | words.readInt32LE(at + 5);
    at += 9;
  }
}

/** How many bits of a word are set, counted in pairs, fours and eights of them. */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
