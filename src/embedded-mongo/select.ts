import { CommandError } from './command-error';
import { fieldsOfFilter, fieldsOfSort } from './needed-fields';
import { compileFilter } from './query';
import { sortOrderOf } from './sort-order';
import { type Collection, type Storage, type Stored } from './storage';
import { decoderOf } from './stored-document';
import { foundByUniqueKey } from './unique-indexes';
import { type Document, type Value } from './values';

/** What a find asks for, and what a pipeline starts with. */
export interface Selection {
  readonly filter: Document;
  readonly sort: Document;
  readonly skip: number;
  readonly limit: number;
}

/** The documents of a selection as the bytes that are stored, one at a time. Mistakes in it are thrown at once, not when it is read. */
export function select(...selected: Parameters<typeof selectStored>): Iterable<Buffer> {
  const found = selectStored(...selected);
  const bytesOf = function* (): Generator<Buffer> {
    for (const { bytes } of found) yield bytes;
  };
  return bytesOf();
}

export function selectStored(
  storage: Storage,
  collection: Collection | undefined,
  { filter, sort, skip, limit }: Selection,
  deadline: Deadline,
): Iterable<Stored> {
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
  const sorted = function* (found: Collection): Generator<Stored> {
    const entries = Array.from(matching(found), ({ sequence, bytes }) => ({
      sequence,
      keys: order.keysOf(decodeForSort(bytes)),
    }));
    entries.sort((a, b) => order.compare(a.keys, b.keys));
    for (const { sequence, keys } of entries.slice(skip, skip + limit)) {
      const stored = storedUnder(storage, found, sequence);
      if (stored !== undefined && isAsSorted(stored.bytes, keys)) yield stored;
    }
  };
  // While a cursor rests, documents change. One that would not be found any more, or not here, is left out.
  const isAsSorted = (bytes: Buffer, keys: readonly Value[]) =>
    matches(decodeForFilter(bytes)) && order.compare(order.keysOf(decodeForSort(bytes)), keys) === 0;
  if (collection === undefined) return [];
  if (Object.keys(sort).length > 0) return sorted(collection);
  return unsorted(matching(collection), skip, limit);
}

/** Those of which a filter may hold: all, unless a unique index knows better. */
function candidates(storage: Storage, collection: Collection, filter: Document): Iterable<Stored> {
  const found = foundByUniqueKey(storage, collection, filter);
  if (found === undefined) return storage.scan(collection);
  return found.flatMap((sequence) => storedUnder(storage, collection, sequence) ?? []);
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

function* unsorted(matching: Iterable<Stored>, skip: number, limit: number): Generator<Stored> {
  let seen = 0;
  for (const stored of matching) {
    seen += 1;
    if (seen > skip) yield stored;
    if (seen >= skip + limit) return;
  }
}

function storedUnder(storage: Storage, collection: Collection, sequence: number): Stored | undefined {
  const bytes = storage.document(collection, sequence);
  if (bytes !== undefined) return { sequence, bytes };
  if (storage.collection(collection.namespace)?.id === collection.id) return undefined;
  throw new CommandError(
    175,
    'QueryPlanKilled',
    `The collection ${collection.namespace} was dropped meanwhile.`,
  );
}
