import { createHash } from 'node:crypto';
import { Double, Long, ObjectId } from 'bson';
import { CommandError, unsupported } from './command-error';
import { fieldReader } from './paths';
import { type Collection, type Index, type Storage } from './storage';
import { identityOf, isDocument, isNumeric, numberOf, type Document, type Value } from './values';

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
      throw duplicateKey(collection.namespace, index, document);
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
    if (entries.has(text)) throw duplicateKey(namespace, index, document);
    entries.set(text, { digest, sequence });
  }
  for (const { digest, sequence } of entries.values()) storage.saveUniqueKey(index, digest, sequence);
}

/** A filter that names the whole key of a unique index needs no scan. Where there is such an index, says whom it finds. */
export function foundByUniqueKey(
  storage: Storage,
  collection: Collection,
  filter: Document,
): { readonly sequence: number | undefined } | undefined {
  const index = uniqueIndexes(collection).find(({ key }) => key.every(([path]) => isPlain(filter[path])));
  return index && { sequence: storage.sequenceUnder(index, digestOfFilter(index, filter)) };
}

function isPlain(value: Value): boolean {
  return typeof value === 'string' || value instanceof ObjectId || isNumeric(value) || value instanceof Date;
}

function digestOfFilter(index: Index, filter: Document): Buffer {
  return digestOfValues(index.key.map(([path]) => filter[path]));
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

function duplicateKey(namespace: string, index: Index, document: Document): CommandError {
  const keyValue = Object.fromEntries(valuesOf(index, document));
  return new CommandError(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${shellText(keyValue)}`,
    { keyPattern: Object.fromEntries(index.key), keyValue },
  );
}

/** A value as MongoDB prints it in its error messages. */
function shellText(value: Value): string {
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${shellText(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (isNumeric(value)) return numberText(value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

function numberText(value: Double | Long | { readonly value: number }): string {
  if (value instanceof Long) return value.toString();
  return value instanceof Double && Number.isInteger(numberOf(value))
    ? value.value.toFixed(1)
    : String(value.value);
}
