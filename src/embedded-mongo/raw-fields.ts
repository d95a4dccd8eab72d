import { onDemand, serialize } from 'bson';
import { decode, type Value } from './values';

export const DOUBLE = 0x01;
export const DOCUMENT = 0x03;
export const ARRAY = 0x04;
const NULL = 0x0a;

/** A value as its BSON bytes: nothing of it is lost, not even the order of fields that are whole numbers. */
export interface Raw {
  readonly type: number;
  readonly bytes: Buffer;
}

export type RawField = readonly [name: string, value: Raw];

export const RAW_NULL: Raw = { type: NULL, bytes: Buffer.alloc(0) };

/** The fields of a document, or the elements of an array, in their order. */
export function rawFieldsOf(document: Buffer): RawField[] {
  return Array.from(onDemand.parseToElements(document), ([type, nameOffset, nameLength, offset, length]) => [
    document.toString('utf8', nameOffset, nameOffset + nameLength),
    { type, bytes: document.subarray(offset, offset + length) },
  ]);
}

export function rawElementsOf(array: Buffer): Raw[] {
  return rawFieldsOf(array).map(([, element]) => element);
}

export function rawDocument(fields: readonly RawField[]): Buffer {
  const parts = fields.flatMap(([name, { type, bytes }]) => [
    Buffer.of(type),
    Buffer.from(`${name}\0`),
    bytes,
  ]);
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length);
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], length);
}

export function rawArray(elements: readonly Raw[]): Raw {
  return { type: ARRAY, bytes: rawDocument(elements.map((element, i) => [String(i), element])) };
}

export function valueOf(raw: Raw): Value {
  return decode(rawDocument([['value', raw]]))['value'];
}

export function rawOf(value: Value): Raw {
  const [[, raw] = ['', RAW_NULL]] = rawFieldsOf(Buffer.from(serialize({ value })));
  return raw;
}

export function isSameRaw(a: Raw, b: Raw): boolean {
  return a.type === b.type && a.bytes.equals(b.bytes);
}
