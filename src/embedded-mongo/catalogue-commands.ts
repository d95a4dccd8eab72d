import { Long, serialize } from 'bson';
import { cursorReply } from './cursor-reply';
import { compileFilter } from './query';
import { documentIn, namespaceOf, type Command, type Reply, type Request } from './request';
import { type Collection, type Index, type Storage } from './storage';
import { type Document } from './values';

/** The commands about databases and collections. */
export const catalogueCommands: Readonly<Record<string, Command>> = {
  // How MongoDB's own storage engine is to store it changes no answer.
  create: { fields: ['storageEngine'], run: create },
  listCollections: {
    fields: ['cursor', 'filter', 'nameOnly', 'authorizedCollections'],
    run: listCollections,
  },
  listDatabases: { fields: ['filter', 'nameOnly', 'authorizedDatabases'], run: listDatabases },
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
  return {};
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

/** How large each of them is is not known: lmdb keeps all of them in one file. */
function listDatabases({ storage, body }: Request): Reply {
  const matches = compileFilter(documentIn(body['filter'], 'filter'));
  const databases = storage
    .databases()
    .map((name) => ({ name, sizeOnDisk: Long.ZERO, empty: false }))
    .filter(matches);
  if (body['nameOnly'] === true) return { databases: databases.map(({ name }) => ({ name })) };
  return { databases, totalSize: Long.ZERO, totalSizeMb: Long.ZERO };
}

export function describedIndex({ name, unique, key }: Index): Document {
  return { v: 2, key: Object.fromEntries(key), name, ...(unique && name !== '_id_' && { unique }) };
}

/** Such a list always fits into one batch. */
export function wholeList(ns: string, documents: readonly Document[]): Reply {
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
    if (collection === undefined) return {};
    storage.dropCollection(collection);
    return { nIndexesWas: collection.indexes.length, ns: namespace };
  });
}

async function dropDatabase({ storage, database }: Request): Promise<Reply> {
  await storage.write(() => {
    for (const collection of storage.collectionsOf(database)) storage.dropCollection(collection);
  });
  return { dropped: database };
}
