import { createHash } from 'node:crypto';
import { Binary, ObjectId } from 'bson';
import { unsupported } from './command-error';
import { duplicateKey } from './duplicate-key';
import { fieldReader } from './paths';
import { type Collection, type Index, type Storage } from './storage';
import { decoderOf, type Decoder } from './stored-document';
import { compareValues, identityOf, isDocument, isNumeric, type Document, type Value } from './values';

/** Enters a document into the unique indexes, or throws error 11000 and changes nothing. */
export function enterUniqueKeys(
  storage: Storage,
  collection: Collection,
  document: Document,
  sequence: number,
): void {
  const entries = uniqueIndexes(collection).map((index) => ({ index, digest: digestOf(index, document) }));
  for (const { index, digest } of entries) {
    if (storage.sequenceUnder(index, digest) !== undefined) {
      throw duplicateKey(collection.namespace, index, valuesOf(index, document));
    }
  }
  for (const { index, digest } of entries) storage.saveUniqueKey(index, digest, sequence);
}

/** Enters all documents of a collection into a new index, or throws error 11000 and changes nothing. */
export function fillUniqueIndex(
  storage: Storage,
  namespace: string,
  index: Index,
  documents: Iterable<{ readonly sequence: number; readonly document: Document }>,
): void {
  const entries = new Map<string, { readonly digest: Buffer; readonly sequence: number }>();
  for (const { sequence, document } of documents) {
    const digest = digestOf(index, document);
    const text = digest.toString('latin1');
    if (entries.has(text)) throw duplicateKey(namespace, index, valuesOf(index, document));
    entries.set(text, { digest, sequence });
  }
  for (const { digest, sequence } of entries.values()) storage.saveUniqueKey(index, digest, sequence);
}

/** Enters a document that has changed under its new keys, or throws error 11000 and changes nothing. */
export function moveUniqueKeys(
  storage: Storage,
  collection: Collection,
  { before, after }: { readonly before: Document; readonly after: Document },
  sequence: number,
): void {
  const moves = uniqueIndexes(collection)
    .map((index) => ({ index, from: digestOf(index, before), to: digestOf(index, after) }))
    .filter(({ from, to }) => !from.equals(to));
  for (const { index, to } of moves) {
    if (storage.sequenceUnder(index, to) !== undefined) {
      throw duplicateKey(collection.namespace, index, valuesOf(index, after));
    }
  }
  for (const { index, from, to } of moves) {
    storage.removeUniqueKey(index, from);
    storage.saveUniqueKey(index, to, sequence);
  }
}

export function removeUniqueKeys(storage: Storage, collection: Collection, document: Document): void {
  for (const index of uniqueIndexes(collection)) storage.removeUniqueKey(index, digestOf(index, document));
}

/** A filter that names the whole key of a unique index needs no scan. Where there is such an index, says whom it finds. */
export function foundByUniqueKey(
  storage: Storage,
  collection: Collection,
  filter: Document,
): readonly number[] | undefined {
  for (const index of uniqueIndexes(collection)) {
    const keys = keysIn(filter, index);
    if (keys === undefined) continue;
    const found = keys.map((key) => storage.sequenceUnder(index, digestOfValues(key)) ?? 0);
    return [...new Set(found)].filter((sequence) => sequence > 0);
  }
  return undefined;
}

/** The whole keys that a filter names, in the index's order: more than one only where the index has one field. */
function keysIn(filter: Document, { key }: Index): readonly (readonly Value[])[] | undefined {
  const named = key.map(([path]) => valuesNamedBy(filter[path]));
  const [first] = named;
  const [[, direction] = ['', 1]] = key;
  if (named.length === 1) {
    return first?.toSorted((a, b) => direction * compareValues(a, b)).map((value) => [value]);
  }
  return named.every((values) => values?.length === 1)
    ? [named.flatMap((values) => values ?? [])]
    : undefined;
}

function valuesNamedBy(condition: Value): readonly Value[] | undefined {
  if (isPlain(condition)) return [condition];
  if (!isDocument(condition)) return undefined;
  const { $eq: one, $in: several } = condition;
  if (isPlain(one)) return [one];
  return Array.isArray(several) && several.every(isPlain) ? (several as readonly Value[]) : undefined;
}

/** Whether equality with a value is the same as an equal entry in an index. */
function isPlain(value: Value): boolean {
  if (isDocument(value)) return Object.keys(value)[0]?.startsWith('$') !== true;
  return ['string', 'boolean'].includes(typeof value) || value === null || isPlainObject(value);
}

function isPlainObject(value: Value): boolean {
  return value instanceof ObjectId || isNumeric(value) || value instanceof Date || value instanceof Binary;
}

/** Decodes what the unique indexes of a collection hold of a document. */
export function keyDecoderOf(collection: Collection): Decoder {
  const paths = uniqueIndexes(collection).flatMap(({ key }) => key.map(([path]) => path));
  return decoderOf(new Set(paths.map((path) => path.split('.', 1)[0] ?? path)));
}

function uniqueIndexes(collection: Collection): readonly Index[] {
  return collection.indexes.filter(({ unique }) => unique);
}

function digestOf(index: Index, document: Document): Buffer {
  return digestOfValues(valuesOf(index, document).map(([, value]) => value));
}

/** Of a fixed length, because lmdb's keys are short. */
function digestOfValues(values: readonly Value[]): Buffer {
  return createHash('sha256').update(values.map(identityOf).join()).digest();
}

/** What an index holds of a document; a missing field counts as null. */
function valuesOf(index: Index, document: Document): readonly (readonly [path: string, value: Value])[] {
  return index.key.map(([path]) => {
    const value = fieldReader(path)(document) ?? null;
    if (Array.isArray(value))
      throw unsupported(`an array in '${path}', which the unique index ${index.name} holds`);
    return [path, value];
  });
}
