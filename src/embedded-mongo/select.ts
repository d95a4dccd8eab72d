import { CommandError } from './command-error';
import { fieldsOfFilter, fieldsOfSort } from './needed-fields';
import { compileFilter } from './query';
import { sortOrderOf } from './sort-order';
import { type Collection, type Storage, type Stored } from './storage';
import { decoderOf } from './stored-document';
import { foundByUniqueKey } from './unique-indexes';
import { type Document } from './values';

/** What a find asks for, and what a pipeline starts with. */
export interface Selection {
  readonly filter: Document;
  readonly sort: Document;
  readonly skip: number;
  readonly limit: number;
}

/** The stored documents of a selection, unchanged, one at a time. Mistakes in it are thrown at once, not when it is read. */
export function select(
  storage: Storage,
  collection: Collection | undefined,
  { filter, sort, skip, limit }: Selection,
  deadline: Deadline,
): Iterable<Buffer> {
  const matches = compileFilter(filter);
  const decodeForFilter = decoderOf(new Set(fieldsOfFilter(filter)));
  const order = sortOrderOf(sort);
  const decodeForSort = decoderOf(new Set(fieldsOfSort(sort)));
  const matching = function* (found: Collection): Generator<Stored> {
    for (const stored of candidates(storage, found, filter)) {
      deadline.check();
      if (matches(decodeForFilter(stored.bytes))) yield stored;
    }
  };
  const sorted = function* (found: Collection): Generator<Buffer> {
    const entries = Array.from(matching(found), ({ sequence, bytes }) => ({
      sequence,
      keys: order.keysOf(decodeForSort(bytes)),
    }));
    entries.sort((a, b) => order.compare(a.keys, b.keys));
    for (const { sequence } of entries.slice(skip, skip + limit)) yield stillThere(storage, found, sequence);
  };
  if (collection === undefined) return [];
  if (Object.keys(sort).length > 0) return sorted(collection);
  return unsorted(matching(collection), skip, limit);
}

/** Those of which a filter may hold: all, unless a unique index knows better. */
function candidates(storage: Storage, collection: Collection, filter: Document): Iterable<Stored> {
  const found = foundByUniqueKey(storage, collection, filter);
  if (found === undefined) return storage.scan(collection);
  if (found.sequence === undefined) return [];
  return [{ sequence: found.sequence, bytes: stillThere(storage, collection, found.sequence) }];
}

/** Ends a command that takes longer than its `maxTimeMS`. Lifted once the first batch is there. */
export class Deadline {
  private checks = 0;

  constructor(private until: number) {}

  check(): void {
    this.checks += 1;
    if (this.checks % 100 !== 0 || performance.now() < this.until) return;
    throw new CommandError(50, 'MaxTimeMSExpired', 'The operation exceeded its time limit (maxTimeMS).');
  }

  lift(): void {
    this.until = Infinity;
  }
}

function* unsorted(matching: Iterable<Stored>, skip: number, limit: number): Generator<Buffer> {
  let seen = 0;
  for (const { bytes } of matching) {
    seen += 1;
    if (seen > skip) yield bytes;
    if (seen >= skip + limit) return;
  }
}

/** Documents are never changed or deleted one by one, so one that is gone went with its collection. */
function stillThere(storage: Storage, collection: Collection, sequence: number): Buffer {
  const bytes = storage.document(collection, sequence);
  if (bytes !== undefined) return bytes;
  throw new CommandError(
    175,
    'QueryPlanKilled',
    `The collection ${collection.namespace} was dropped meanwhile.`,
  );
}
