import { Double, serialize } from 'bson';
import { type Document } from './values';

const DOCUMENT = 0x03;
const ARRAY = 0x04;

/** `{cursor: {firstBatch: […], id, ns}, ok: 1}` around documents that are BSON already. */
export function cursorReply(
  batchName: 'firstBatch' | 'nextBatch',
  documents: readonly Buffer[],
  cursor: Document,
): Buffer {
  const batch = documents.map((document, i) => [elementHead(DOCUMENT, String(i)), document]).flat();
  return around(DOCUMENT, 'cursor', around(ARRAY, batchName, framed(batch), cursor), { ok: new Double(1) });
}

/** A document of which the first element is BSON already. */
function around(type: number, name: string, element: Buffer, rest: Document): Buffer {
  return framed([elementHead(type, name), element, Buffer.from(serialize(rest)).subarray(4, -1)]);
}

function elementHead(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(type)}${name}\0`);
}

function framed(elements: readonly Buffer[]): Buffer {
  const length = elements.reduce((sum, element) => sum + element.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length);
  return Buffer.concat([head, ...elements, Buffer.alloc(1)], length);
}
