import { CommandError } from './command-error';
import { MAX_DOCUMENT_BYTES } from './session-commands';
import { type Collection, type Storage, type Stored } from './storage';
import { enterUniqueKeys, keyDecoderOf, moveUniqueKeys, removeUniqueKeys } from './unique-indexes';
import { decode, typeNameOf, type Document } from './values';

/** The only ways in which documents change. Each changes nothing where it throws. */
export function insertDocument(
  storage: Storage,
  collection: Collection,
  { sequence, bytes }: Stored,
  document: Document = decode(bytes),
): void {
  refuseTooLarge(bytes);
  refuseId(document);
  enterUniqueKeys(storage, collection, document, sequence);
  storage.saveDocument(collection, sequence, bytes);
}

/** Whether there was a difference. The document stays in its place. */
export function changeDocument(
  storage: Storage,
  collection: Collection,
  { sequence, bytes }: Stored,
  changed: Buffer,
): boolean {
  if (changed.equals(bytes)) return false;
  refuseTooLarge(changed);
  const decodeKeys = keyDecoderOf(collection);
  moveUniqueKeys(storage, collection, { before: decodeKeys(bytes), after: decodeKeys(changed) }, sequence);
  storage.saveDocument(collection, sequence, changed);
  return true;
}

export function removeDocument(storage: Storage, collection: Collection, { sequence, bytes }: Stored): void {
  removeUniqueKeys(storage, collection, keyDecoderOf(collection)(bytes));
  storage.removeDocument(collection, sequence);
}

function refuseTooLarge(bytes: Buffer): void {
  if (bytes.length <= MAX_DOCUMENT_BYTES) return;
  throw new CommandError(10334, 'BSONObjectTooLarge', `A document of ${bytes.length} bytes is too large.`);
}

function refuseId({ _id: id }: Document): void {
  if (Array.isArray(id) || typeNameOf(id) === 'BSONRegExp' || id === undefined) {
    throw new CommandError(
      53,
      'InvalidIdField',
      `The '_id' value cannot be of type ${Array.isArray(id) ? 'array' : typeNameOf(id)}`,
    );
  }
}
