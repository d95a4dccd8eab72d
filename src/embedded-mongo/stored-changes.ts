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

export interface Changes {
  /** How many of them became different. */
  readonly modified: number;
  /** The last one before and after its change. */
  readonly before: Buffer;
  readonly after: Buffer;
}

/** Changes documents in their places. Where one cannot be changed, those before it are. */
export function changeDocuments(
  storage: Storage,
  collection: Collection,
  sequences: readonly number[],
  change: (document: Buffer) => Buffer,
): Changes {
  const decodeKeys = keyDecoderOf(collection);
  let changes: Changes = { modified: 0, before: Buffer.alloc(0), after: Buffer.alloc(0) };
  for (const sequence of sequences) {
    const before = existing(storage, collection, sequence);
    const after = change(before);
    const isModified = after !== before;
    if (isModified) {
      refuseTooLarge(after);
      moveUniqueKeys(storage, collection, { before: decodeKeys(before), after: decodeKeys(after) }, sequence);
      storage.saveDocument(collection, sequence, after);
    }
    changes = { modified: changes.modified + Number(isModified), before, after };
  }
  return changes;
}

export function removeDocuments(
  storage: Storage,
  collection: Collection,
  sequences: readonly number[],
): void {
  const decodeKeys = keyDecoderOf(collection);
  for (const sequence of sequences) {
    removeUniqueKeys(storage, collection, decodeKeys(existing(storage, collection, sequence)));
  }
  storage.removeDocuments(collection, sequences);
}

/** A document that was found in the same write. */
export function existing(storage: Storage, collection: Collection, sequence: number): Buffer {
  const bytes = storage.document(collection, sequence);
  if (bytes !== undefined) return bytes;
  throw new Error('A document vanished in the middle of a write.');
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
