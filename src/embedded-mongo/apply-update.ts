import { collectionFor } from './catalogue-commands';
import { Deadline, selectStored } from './select';
import { type Collection, type Storage } from './storage';
import { changeDocuments, insertDocument, type Changes } from './stored-changes';
import { type Update } from './update-document';
import { documentToInsert } from './upsert';
import { type Document } from './values';

/** Which documents are meant. */
export interface Target {
  readonly filter: Document;
  readonly sort: Document;
  readonly isMulti: boolean;
}

export interface Change extends Target {
  /** The filter as it was sent. */
  readonly rawFilter: Buffer;
  readonly update: Update;
  /** Whether to insert a document where none is found. */
  readonly upsert: boolean;
}

export interface Changed extends Partial<Changes> {
  readonly matched: number;
  readonly modified: number;
  readonly inserted?: Buffer;
}

/** Runs inside a write. */
export function applyUpdate(storage: Storage, namespace: string, change: Change): Changed {
  const collection = storage.collection(namespace);
  const found = collection && targets(storage, collection, change);
  if (collection !== undefined && found !== undefined && found.length > 0) {
    return { matched: found.length, ...changeDocuments(storage, collection, found, change.update.change) };
  }
  return change.upsert ? insertNew(storage, namespace, change) : { matched: 0, modified: 0 };
}

/** By their numbers: so a change never meets its own result, and not all documents are in memory at a time. */
export function targets(
  storage: Storage,
  collection: Collection,
  { filter, sort, isMulti }: Target,
): readonly number[] {
  const selection = { filter, sort, skip: 0, limit: isMulti ? Infinity : 1 };
  const found = selectStored(storage, collection, selection, new Deadline(Infinity));
  return Array.from(found, ({ sequence }) => sequence);
}

function insertNew(storage: Storage, namespace: string, { rawFilter, update }: Change): Changed {
  const bytes = documentToInsert(rawFilter, update);
  const collection = collectionFor(storage, namespace);
  insertDocument(storage, collection, { sequence: storage.nextSequence(collection), bytes });
  return { matched: 0, modified: 0, inserted: bytes };
}
