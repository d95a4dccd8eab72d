import { Binary, Double, EJSON, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';

export type Document = Record<string, unknown>;

/** Text that differs where BSON types do. */
export function json(value: unknown): string {
  return EJSON.stringify(value, { relaxed: false });
}

/** Values on both sides of every border between types, and where int32, int64 and double end. */
export const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => Long.fromNumber(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => new Double(n)),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31)).map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc
    .constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 31n)
    .map((n) => Long.fromBigInt(n)),
  fc
    .constantFrom(0.1, 0.2, -1.5, 2 ** 53, 2 ** 63, 1e300, NaN, Infinity, -Infinity, -0)
    .map((n) => new Double(n)),
  fc.double({ noNaN: true }).map((n) => new Double(n)),
);
const texts = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'B', 'aa', 'é', '😀', '\uffee', '10', '9'),
  fc.string({ maxLength: 4 }),
);
export const scalars = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: texts },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }).map((ms) => new Date(ms * 86_400_000)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('000000000000000000000001', 'ffffffffffffffffffffffff')
      .map((hex) => new ObjectId(hex)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2 }).map((bytes) => new Binary(bytes)) },
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 5 });
export const compact = (document: Document) =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
const nested = fc.record({ x: optional(scalars), y: optional(scalars) }).map(compact);
export const anything = fc.oneof(
  { weight: 6, arbitrary: scalars },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
);
export const documents = fc.array(
  fc
    .record({
      a: optional(anything),
      b: optional(scalars),
      n: optional(numbers),
      g: optional(fc.constantFrom<unknown>('u1', 'u2', null, new Int32(1), new Double(1), Long.ONE)),
      d: optional(fc.oneof({ weight: 5, arbitrary: nested }, { weight: 1, arbitrary: scalars })),
    })
    .map(compact),
  { minLength: 1, maxLength: 30 },
);
