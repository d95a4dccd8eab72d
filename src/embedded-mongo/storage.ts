import { deserialize, serialize } from 'bson';
import { open, type Database, type RootDatabase } from 'lmdb';
import { bytesOfSequence, keyOf, sequenceIn, sequenceOf } from './storage-keys';

/** A collection as it is kept in the catalogue. Its documents and index entries are found by its number, which is never reused. */
export interface Collection {
  readonly namespace: string;
  readonly id: number;
  readonly indexes: readonly Index[];
}

export interface Index {
  readonly id: number;
  readonly name: string;
  readonly unique: boolean;
  /** Field paths, each with 1 or -1, in their order. */
  readonly key: readonly (readonly [path: string, direction: number])[];
}

export interface Stored {
  readonly sequence: number;
  readonly bytes: Buffer;
}

/**
 * Documents as the bytes that were sent, in the order in which they came, in lmdb. Nothing is kept in memory, so that what is
 * read is always what was committed. Everything that writes has to run inside `write`.
 */
export class Storage {
  private readonly root: RootDatabase<Buffer, string>;
  private readonly catalogue: Database<Buffer, string>;
  private readonly documents: Database<Buffer, Buffer>;
  private readonly uniqueKeys: Database<Buffer, Buffer>;
  private commits = 0;

  constructor(directory: string) {
    this.root = open({ path: directory, noSubdir: false, encoding: 'binary', maxDbs: 4 });
    this.catalogue = this.root.openDB('catalogue', { encoding: 'binary' });
    this.documents = this.root.openDB('documents', { encoding: 'binary', keyEncoding: 'binary' });
    this.uniqueKeys = this.root.openDB('unique-keys', { encoding: 'binary', keyEncoding: 'binary' });
  }

  /**
   * Runs `change` alone, in one transaction, and resolves once it is committed: all of it or, after a crash, nothing. Nothing
   * either where it throws, which lmdb's own transaction would not undo; its child transaction does.
   */
  async write<T>(change: () => T): Promise<T> {
    const result = await this.root.childTransaction(change);
    this.commits += 1;
    return result;
  }

  /** The same at once, across processes too: while it runs, no other process writes. */
  writeNow<T>(change: () => T): T {
    return this.root.transactionSync(change);
  }

  setting(name: string): Buffer | undefined {
    return this.root.get(name);
  }

  setSetting(name: string, value: Buffer): void {
    this.root.putSync(name, value);
  }

  collection(namespace: string): Collection | undefined {
    const bytes = this.catalogue.get(namespace);
    return bytes && (deserialize(bytes) as Collection);
  }

  databases(): string[] {
    const names = Array.from(
      this.catalogue.getKeys(),
      (namespace) => namespace.split('.', 1)[0] ?? namespace,
    );
    return [...new Set(names)];
  }

  collectionsOf(database: string): Collection[] {
    const range = this.catalogue.getRange({ start: `${database}.`, end: `${database}/` });
    return Array.from(range, ({ value }) => deserialize(value) as Collection);
  }

  saveCollection(collection: Collection): void {
    this.catalogue.putSync(collection.namespace, Buffer.from(serialize(collection)));
  }

  /** A number for a new collection or index. */
  nextId(): number {
    const id = (this.setting('last-id')?.readUInt32BE() ?? 0) + 1;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(id);
    this.setSetting('last-id', bytes);
    return id;
  }

  dropCollection(collection: Collection): void {
    this.catalogue.removeSync(collection.namespace);
    removeAll(this.documents, collection.id);
    for (const index of collection.indexes) removeAll(this.uniqueKeys, index.id);
    this.root.removeSync(lastRemovedOf(collection));
  }

  /** Greater than that of every document that there was, so that no reader takes a new one for one that is gone. */
  nextSequence(collection: Collection): number {
    const removed = sequenceIn(this.setting(lastRemovedOf(collection))) ?? 0;
    return Math.max(removed, this.lastSequence(collection)) + 1;
  }

  private lastSequence(collection: Collection): number {
    const range = {
      start: keyOf(collection.id + 1, 0),
      end: keyOf(collection.id, 0),
      reverse: true,
      limit: 1,
    };
    for (const last of this.documents.getKeys(range)) return sequenceOf(last);
    return 0;
  }

  saveDocument(collection: Collection, sequence: number, bytes: Buffer): void {
    this.documents.putSync(keyOf(collection.id, sequence), bytes);
  }

  removeDocuments(collection: Collection, sequences: readonly number[]): void {
    const last = this.nextSequence(collection) - 1;
    this.setSetting(lastRemovedOf(collection), bytesOfSequence(last));
    for (const sequence of sequences) this.documents.removeSync(keyOf(collection.id, sequence));
  }

  document(collection: Collection, sequence: number): Buffer | undefined {
    return this.documents.get(keyOf(collection.id, sequence));
  }

  /**
   * All documents. No read transaction is held, so a cursor may rest here for as long as it likes: what was written meanwhile
   * is read again, so that it goes on with what is there by then.
   */
  *scan(collection: Collection): Generator<Stored> {
    const end = keyOf(collection.id + 1, 0);
    for (let next = 0; ;) {
      const start = keyOf(collection.id, next);
      const { commits } = this;
      const chunk = Array.from(this.documents.getRange({ start, end, limit: CHUNK }));
      for (const { key, value } of chunk) {
        if (commits !== this.commits) break;
        next = sequenceOf(key) + 1;
        yield { sequence: next - 1, bytes: value };
      }
      if (commits === this.commits && chunk.length < CHUNK) return;
    }
  }

  countDocuments(collection: Collection): number {
    return this.documents.getKeysCount({ start: keyOf(collection.id, 0), end: keyOf(collection.id + 1, 0) });
  }

  /** The document that a unique index holds under a key. */
  sequenceUnder(index: Index, digest: Buffer): number | undefined {
    return sequenceIn(this.uniqueKeys.get(uniqueKeyOf(index, digest)));
  }

  saveUniqueKey(index: Index, digest: Buffer, sequence: number): void {
    this.uniqueKeys.putSync(uniqueKeyOf(index, digest), bytesOfSequence(sequence));
  }

  removeUniqueKey(index: Index, digest: Buffer): void {
    this.uniqueKeys.removeSync(uniqueKeyOf(index, digest));
  }

  /** Resolves once everything that was committed is on the disk, where a power loss does not reach it. */
  async flushed(): Promise<void> {
    await this.root.flushed;
  }

  close(): Promise<void> {
    return this.root.close();
  }
}

const CHUNK = 1000;

const lastRemovedOf = ({ id }: Collection) => `last-removed-${id}`;

function uniqueKeyOf(index: Index, digest: Buffer): Buffer {
  return Buffer.concat([keyOf(index.id, 0), digest]);
}

function removeAll(database: Database<Buffer, Buffer>, id: number): void {
  for (const key of Array.from(database.getKeys({ start: keyOf(id, 0), end: keyOf(id + 1, 0) }))) {
    database.removeSync(key);
  }
}
