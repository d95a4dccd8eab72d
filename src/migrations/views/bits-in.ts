import { type mongo } from 'mongoose';

/**
 * How many bits of a 64-bit integer are set, as an expression for a pipeline. MongoDB has no operator for it, and before 6.3 none
 * that sees bits at all: so it is taken apart into its bytes by division, and their bits are looked up.
 */
export function bitsIn(word: string): mongo.Document {
  return {
    $let: {
      // A negative one has the bits that its complement, which is not negative, has not.
      vars: { rest: { $cond: [{ $lt: [word, 0] }, { $subtract: [-1, word] }, word] } },
      in: {
        $let: {
          // Halves, since whole it does not fit into the double that a division gives. The low one is taken away first: then nothing is lost.
          vars: { low: { $mod: ['$$rest', HALF] } },
          in: {
            $let: {
              vars: { high: { $divide: [{ $subtract: ['$$rest', '$$low'] }, HALF] } },
              in: {
                $abs: {
                  $subtract: [
                    { $cond: [{ $lt: [word, 0] }, BITS, 0] },
                    { $add: [...bytesOf('$$low'), ...bytesOf('$$high')].map(bitsInByte) },
                  ],
                },
              },
            },
          },
        },
      },
    },
  };
}

const BITS = 64;
const HALF = 2 ** 32;
const BYTE = 256;

const bytesOf = (half: string): readonly mongo.Document[] =>
  [0, 1, 2, 3].map((place) => ({ $mod: [{ $floor: { $divide: [half, BYTE ** place] } }, BYTE] }));

const bitsInByte = (byte: mongo.Document): mongo.Document => ({ $arrayElemAt: [BITS_IN_BYTE, byte] });

const BITS_IN_BYTE = Array.from({ length: BYTE }, (_, byte) => byte.toString(2).replaceAll('0', '').length);
