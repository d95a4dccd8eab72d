import { Binary, Double, Int32, Long, ObjectId, deserialize } from 'bson';
import { unsupported } from './command-error';

/**
 * A BSON value as it was stored: numbers stay `Int32`, `Long` or `Double`, so that they are answered as the type they came as.
 * `undefined` is a missing field.
 */
export type Value = unknown;
export type Document = Readonly<Record<string, Value>>;
export type Numeric = Int32 | Long | Double;

export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}

export function isNumeric(value: Value): value is Numeric {
  return value instanceof Int32 || value instanceof Double || value instanceof Long;
}

export function isDocument(value: Value): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function numberOf(value: Numeric): number {
  return value instanceof Long ? value.toNumber() : value.value;
}

/** MongoDB's order of all values, in which a missing field comes before null and 1 equals 1.0. */
export function compareValues(a: Value, b: Value): number {
  const kind = kindOf(a);
  return kind - kindOf(b) || compareWithin[kind](a as never, b as never);
}

/** Values of different kinds are never more or less than each other in a query, only in a sort. */
export function isSameKind(a: Value, b: Value): boolean {
  return kindOf(a) === kindOf(b);
}

/** Text that two values share exactly when MongoDB holds them equal: 1 and 1.0, but not `{a: 1, b: 2}` and `{b: 2, a: 1}`. */
export function identityOf(value: Value): string {
  return identityWithin[kindOf(value)](value as never);
}

/** The kinds in MongoDB's order. */
const MISSING = 0;
const NULL = 1;
const NUMBER = 2;
const STRING = 3;
const DOCUMENT = 4;
const ARRAY = 5;
const BINARY = 6;
const OBJECT_ID = 7;
const BOOLEAN = 8;
const DATE = 9;
type Kind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

function kindOf(value: Value): Kind {
  if (typeof value === 'string') return STRING;
  if (typeof value === 'boolean') return BOOLEAN;
  if (value === undefined) return MISSING;
  if (value === null) return NULL;
  return kindOfObject(value);
}

function kindOfObject(value: object): Kind {
  if (isNumeric(value)) return NUMBER;
  if (value instanceof Date) return DATE;
  if (value instanceof ObjectId) return OBJECT_ID;
  if (Array.isArray(value)) return ARRAY;
  if (isDocument(value)) return DOCUMENT;
  if (value instanceof Binary) return BINARY;
  throw unsupported(`comparing values of the BSON type ${typeNameOf(value)}`);
}

export function typeNameOf(value: Value): string {
  if (value instanceof Date) return 'Date';
  return (value as { readonly _bsontype?: string } | null)?._bsontype ?? typeof value;
}

const equal = () => 0;
const order = (a: bigint | number, b: bigint | number) => (a < b ? -1 : a > b ? 1 : 0);

const compareWithin: Readonly<Record<Kind, (a: never, b: never) => number>> = {
  [MISSING]: equal,
  [NULL]: equal,
  [NUMBER]: compareNumbers,
  [STRING]: compareStrings,
  [DOCUMENT]: compareDocuments,
  [ARRAY]: compareArrays,
  [BINARY]: (a: Binary, b: Binary) =>
    a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value()),
  [OBJECT_ID]: (a: ObjectId, b: ObjectId) => Buffer.compare(a.id, b.id),
  [BOOLEAN]: (a: boolean, b: boolean) => Number(a) - Number(b),
  [DATE]: (a: Date, b: Date) => order(a.getTime(), b.getTime()),
};

/** JavaScript compares a bigint with a number exactly, so only a Long that a number cannot hold has to be one. */
function exactly(value: Numeric): bigint | number {
  if (!(value instanceof Long)) return value.value;
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : value.toBigInt();
}

function compareNumbers(a: Numeric, b: Numeric): number {
  const x = exactly(a);
  const y = exactly(b);
  const [xIsNaN, yIsNaN] = [Number.isNaN(x), Number.isNaN(y)];
  return xIsNaN || yIsNaN ? Number(yIsNaN) - Number(xIsNaN) : order(x, y);
}

/** MongoDB compares UTF-8 bytes; JavaScript's UTF-16 order differs from it only where a surrogate meets U+E000 or higher. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
  if (x >= 0xd800 && y >= 0xd800) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Field by field: first the kinds of the two values, then their names, then the values. */
function compareDocuments(a: Document, b: Document): number {
  const names = Object.keys(a);
  const others = Object.keys(b);
  const shared = Math.min(names.length, others.length);
  for (let i = 0; i < shared; i += 1) {
    const [name = '', other = ''] = [names[i], others[i]];
    const [value, otherValue] = [a[name], b[other]];
    const difference =
      kindOf(value) - kindOf(otherValue) || compareStrings(name, other) || compareValues(value, otherValue);
    if (difference !== 0) return difference;
  }
  return names.length - others.length;
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = compareValues(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const identityWithin: Readonly<Record<Kind, (value: never) => string>> = {
  [MISSING]: () => '-',
  [NULL]: () => '0',
  [NUMBER]: (value: Numeric) => `n${numberText(exactly(value))};`,
  [STRING]: (value: string) => `s${value.length}:${value}`,
  [DOCUMENT]: (value: Document) =>
    `{${Object.entries(value)
      .map(([name, field]) => `${name.length}:${name}${identityOf(field)}`)
      .join('')}}`,
  [ARRAY]: (value: readonly Value[]) => `[${value.map(identityOf).join('')}]`,
  [BINARY]: (value: Binary) => `b${value.sub_type}:${Buffer.from(value.value()).toString('hex')};`,
  [OBJECT_ID]: (value: ObjectId) => `o${value.toHexString()}`,
  [BOOLEAN]: (value: boolean) => (value ? 't' : 'f'),
  [DATE]: (value: Date) => `d${value.getTime()};`,
};

/** A whole number reads the same whether it was a Long or a Double. */
function numberText(value: bigint | number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
