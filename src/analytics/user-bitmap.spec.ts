import fc from 'fast-check';
import { mongo } from 'mongoose';
import { placeOf } from '../usage';
import { UserBitmap } from './user-bitmap';

/** As the ledger stores users: the words in the order in which they came into being. */
function setsOf(ordinals: readonly number[]): readonly Uint8Array[] {
  const chunks = new Map<number, Record<string, bigint>>();
  for (const ordinal of ordinals) {
    const { chunk, word, bit } = placeOf(ordinal);
    const words = chunks.get(chunk) ?? {};
    chunks.set(chunk, { ...words, [word]: (words[word] ?? 0n) | bit });
  }
  return [...chunks].map(([chunk, words]) =>
    mongo.BSON.serialize({ _id: { period: 'day', start: new Date(0), chunk }, words }),
  );
}

const ordinals = fc.array(
  fc.oneof(fc.nat(200), fc.nat(200_000), fc.constantFrom(0, 31, 32, 63, 64, 65_535, 65_536, 131_071)),
);

describe('a bitmap of users', () => {
  it('holds each user of all the sets once, in whichever of them they are', () => {
    fc.assert(
      fc.property(ordinals, ordinals, ordinals, (one, other, single) => {
        const users = new UserBitmap();
        for (const set of [...setsOf(one), ...setsOf(other)]) users.add(set);
        for (const ordinal of single) users.put(ordinal);
        expect(users.size).toBe(new Set([...one, ...other, ...single]).size);
      }),
    );
  });

  it('refuses what is no set of users', () => {
    const set = mongo.BSON.serialize({ _id: { chunk: 0 }, words: { 0: 1 } });
    expect(() => {
      new UserBitmap().add(set);
    }).toThrow('A set of users holds the BSON type 16, and not 64 bits.');
  });
});
