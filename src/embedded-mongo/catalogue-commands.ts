import { Long } from 'bson';
import { CommandError, unsupported } from './command-error';
import { cursorReply } from './cursor-reply';
import { compileFilter } from './query';
import { documentIn, namespaceOf, typeMismatch, type Command, type Reply, type Request } from './request';
import { type Collection, type Index, type Storage } from './storage';
import { decoderOf } from './stored-document';
import { fillUniqueIndex } from './unique-indexes';
import { isDocument, isNumeric, numberOf, type Document, type Value } from './values';
import { serialize } from 'bson';

/** The commands about collections and indexes. */
export const catalogueCommands: Readonly<Record<string, Command>> = {
  create: { fields: [], run: create },
  createIndexes: { fields: ['indexes'], run: createIndexes },
  listIndexes: { fields: ['cursor'], run: listIndexes },
  listCollections: {
    fields: ['cursor', 'filter', 'nameOnly', 'authorizedCollections'],
    run: listCollections,
  },
  drop: { fields: [], run: drop },
  dropDatabase: { fields: [], run: dropDatabase },
};

/** The collection, made now if it does not exist. Runs inside a write. */
export function collectionFor(storage: Storage, namespace: string): Collection {
  const existing = storage.collection(namespace);
  if (existing !== undefined) return existing;
  const id: Index = { id: storage.nextId(), name: '_id_', unique: true, key: [['_id', 1]] };
  const collection = { namespace, id: storage.nextId(), indexes: [id] };
  storage.saveCollection(collection);
  return collection;
}

/** Fine where the collection exists: it has no options in which it could differ. */
async function create(request: Request): Promise<Reply> {
  const namespace = namespaceOf(request);
  await request.storage.write(() => collectionFor(request.storage, namespace));
  return { ok: 1 };
}

async function createIndexes(request: Request): Promise<Reply> {
  const { storage, body } = request;
  const namespace = namespaceOf(request);
  const { indexes } = body;
  if (!Array.isArray(indexes) || indexes.length === 0) throw typeMismatch('indexes', 'a nonempty array');
  const wanted = indexes.map(wantedIndex);
  return await storage.write(() => {
    const isNew = storage.collection(namespace) === undefined;
    const before = collectionFor(storage, namespace);
    const added = wanted
      .filter((index) => !isThere(before, index))
      .map((index) => ({ id: storage.nextId(), ...index }));
    for (const index of added) if (index.unique) fill(storage, before, index);
    storage.saveCollection({ ...before, indexes: [...before.indexes, ...added] });
    const numIndexesBefore = before.indexes.length;
    const numIndexesAfter = numIndexesBefore + added.length;
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically: isNew, ok: 1 };
  });
}

type WantedIndex = Omit<Index, 'id'>;

/** `background` has meant nothing since MongoDB 4.2. */
const INDEX_FIELDS: ReadonlySet<string> = new Set(['key', 'name', 'unique', 'background', 'v']);

function wantedIndex(specification: Value): WantedIndex {
  const { key, name, unique, ...rest } = documentIn(specification, 'indexes');
  for (const field of Object.keys(rest)) {
    if (!INDEX_FIELDS.has(field)) throw unsupported(`indexes with '${field}'`);
  }
  if (typeof name !== 'string' || name === '') throw typeMismatch('name', 'the name of the index');
  if (!isDocument(key) || Object.keys(key).length === 0) throw typeMismatch('key', 'a nonempty document');
  return {
    name,
    unique: unique === true,
    key: Object.entries(key).map(([path, value]) => [path, direction(value)]),
  };
}

function direction(value: Value): number {
  if (isNumeric(value) && Math.abs(numberOf(value)) === 1) return numberOf(value);
  throw unsupported('indexes other than ascending (1) and descending (-1) ones');
}

function isThere({ indexes }: Collection, wanted: WantedIndex): boolean {
  const key = JSON.stringify(wanted.key);
  const sameName = indexes.find(({ name }) => name === wanted.name);
  const sameKey = indexes.find((index) => JSON.stringify(index.key) === key);
  const existing = sameName ?? sameKey;
  if (existing === undefined) return false;
  if (sameName === sameKey && existing.unique === wanted.unique) return true;
  if (key === '[["_id",1]]') return true;
  throw new CommandError(
    sameName === undefined ? 85 : 86,
    sameName === undefined ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict',
    `The index '${wanted.name}' is not the existing index '${existing.name}', but has its name or its key.`,
  );
}

/** A plain index changes no answer, so nothing is kept for it. */
function fill(storage: Storage, collection: Collection, index: Index): void {
  const decode = decoderOf(new Set(index.key.map(([path]) => path.split('.', 1)[0] ?? path)));
  const documents = Array.from(storage.scan(collection), ({ sequence, bytes }) => ({
    sequence,
    document: decode(bytes),
  }));
  fillUniqueIndex(storage, collection.namespace, index, documents);
}

function listIndexes(request: Request): Reply {
  const namespace = namespaceOf(request);
  const collection = request.storage.collection(namespace);
  if (collection === undefined)
    throw new CommandError(26, 'NamespaceNotFound', `ns does not exist: ${namespace}`);
  return wholeList(namespace, collection.indexes.map(describedIndex));
}

function describedIndex({ name, unique, key }: Index): Document {
  return { v: 2, key: Object.fromEntries(key), name, ...(unique && name !== '_id_' && { unique }) };
}

function listCollections({ storage, database, body }: Request): Reply {
  const matches = compileFilter(documentIn(body['filter'], 'filter'));
  const found = storage.collectionsOf(database).map(({ namespace, indexes }) => ({
    name: namespace.slice(database.length + 1),
    type: 'collection',
    options: {},
    info: { readOnly: false },
    idIndex: indexes.slice(0, 1).map(describedIndex)[0],
  }));
  const listed = found.filter(matches);
  const answer = body['nameOnly'] === true ? listed.map(({ name, type }) => ({ name, type })) : listed;
  return wholeList(`${database}.$cmd.listCollections`, answer);
}

/** Such a list always fits into one batch. */
function wholeList(ns: string, documents: readonly Document[]): Reply {
  return cursorReply(
    'firstBatch',
    documents.map((document) => Buffer.from(serialize(document))),
    { id: Long.ZERO, ns },
  );
}

async function drop(request: Request): Promise<Reply> {
  const { storage } = request;
  const namespace = namespaceOf(request);
  return await storage.write(() => {
    const collection = storage.collection(namespace);
    if (collection === undefined) return { ok: 1 };
    storage.dropCollection(collection);
    return { nIndexesWas: collection.indexes.length, ns: namespace, ok: 1 };
  });
}

async function dropDatabase({ storage, database }: Request): Promise<Reply> {
  await storage.write(() => {
    for (const collection of storage.collectionsOf(database)) storage.dropCollection(collection);
  });
  return { dropped: database, ok: 1 };
}
