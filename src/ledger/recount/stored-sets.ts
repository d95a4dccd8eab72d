import { type mongo } from 'mongoose';
import { BITS_OF_A_WORD, type KnownUser, type Period, placeOf, startOf, USERS_OF_A_CHUNK } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { idsIn, MAX_TIME_MS, type Stretch } from './time-line';

type Words = Map<string, bigint>;
type Chunks = Map<number, Words>;

const EXACTLY = { useBigInt64: true, maxTimeMS: MAX_TIME_MS };

/** Sets of users of one period, by their start: as they are stored, or as they have to be. */
export class Sets {
  private readonly starts = new Map<number, Chunks>();

  static async read(
    { userSets }: LedgerCollections,
    period: Period,
    stretch: Stretch,
  ): Promise<{ readonly sets: Sets; readonly documents: number }> {
    const sets = new Sets();
    const found = await userSets.find(idsIn({ period }, 'start', stretch), EXACTLY).toArray();
    for (const { _id, words } of found)
      for (const [word, bits] of Object.entries(words as Readonly<Record<string, unknown>>))
        sets.put(
          _id.start,
          _id.chunk,
          word,
          typeof bits === 'bigint' ? bits : BigInt(Math.trunc(Number(bits))),
        );
    return { sets, documents: found.length };
  }

  put(start: Date, chunk: number, word: string, bits: bigint): void {
    const chunks = this.starts.get(start.getTime()) ?? new Map<number, Words>();
    this.starts.set(start.getTime(), chunks);
    const words = chunks.get(chunk) ?? new Map<string, bigint>();
    chunks.set(chunk, words);
    words.set(word, (words.get(word) ?? 0n) | bits);
  }

  has(start: Date, ordinal: number): boolean {
    const { chunk, word, bit } = placeOf(ordinal);
    return ((this.starts.get(start.getTime())?.get(chunk)?.get(word) ?? 0n) & bit) !== 0n;
  }

  /** The sets of longer stretches of time that these make together. */
  joined(period: Period): Sets {
    const sets = new Sets();
    for (const { start, chunk, word, bits } of this.all())
      sets.put(startOf(period, start), chunk, word, bits);
    return sets;
  }

  /** Whoever is in these sets and not in the others. */
  without(others: Sets): readonly { readonly start: Date; readonly ordinals: readonly number[] }[] {
    const extra = new Map<number, number[]>();
    for (const { start, chunk, word, bits } of this.all()) {
      const left = bits & ~(others.starts.get(start.getTime())?.get(chunk)?.get(word) ?? 0n);
      if (left === 0n) continue;
      const ordinals = extra.get(start.getTime()) ?? [];
      ordinals.push(...ordinalsIn(chunk, word, left));
      extra.set(start.getTime(), ordinals);
    }
    return [...extra].map(([start, ordinals]) => ({ start: new Date(start), ordinals }));
  }

  private *all() {
    for (const [start, chunks] of this.starts)
      for (const [chunk, words] of chunks)
        for (const [word, bits] of words) yield { start: new Date(start), chunk, word, bits };
  }
}

function ordinalsIn(chunk: number, word: string, bits: bigint): readonly number[] {
  const first = chunk * USERS_OF_A_CHUNK + Number(word) * BITS_OF_A_WORD;
  const places = Array.from({ length: BITS_OF_A_WORD }, (_, place) => place);
  return places.filter((place) => ((bits >> BigInt(place)) & 1n) === 1n).map((place) => first + place);
}

/** Who they are, as far as anybody is. */
export async function usersWith(
  users: mongo.Collection<KnownUser>,
  ordinals: readonly number[],
): Promise<ReadonlyMap<number, KnownUser>> {
  const found = await users
    .find({ ordinal: { $in: [...ordinals] }, _id: { $ne: '' } }, { maxTimeMS: MAX_TIME_MS })
    .toArray();
  return new Map(found.map((user) => [user.ordinal, user]));
}
