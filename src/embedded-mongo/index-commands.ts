import { collectionFor, describedIndex, wholeList } from './catalogue-commands';
import { CommandError, unsupported } from './command-error';
import { documentIn, namespaceOf, typeMismatch, type Command, type Reply, type Request } from './request';
import { type Collection, type Index, type Storage } from './storage';
import { decoderOf } from './stored-document';
import { fillUniqueIndex } from './unique-indexes';
import { isDocument, isNumeric, numberOf, type Value } from './values';

/** The commands about indexes. */
export const indexCommands: Readonly<Record<string, Command>> = {
  createIndexes: { fields: ['indexes'], run: createIndexes },
  listIndexes: { fields: ['cursor'], run: listIndexes },
};

async function createIndexes(request: Request): Promise<Reply> {
  const { storage, body } = request;
  const namespace = namespaceOf(request);
  const { indexes } = body;
  if (!Array.isArray(indexes) || indexes.length === 0) throw typeMismatch('indexes', 'a nonempty array');
  const wanted = indexes.map(wantedIndex);
  return await storage.write(() => {
    const existing = storage.collection(namespace);
    const isNew = existing === undefined;
    const missing = wanted.filter((index) => !isThere(existing?.indexes ?? [], index));
    refuseTwins(missing, existing !== undefined && storage.countDocuments(existing) > 0);
    const before = collectionFor(storage, namespace);
    const added = missing.map((index) => ({ id: storage.nextId(), ...index }));
    for (const index of added) if (index.unique) fill(storage, before, index);
    storage.saveCollection({ ...before, indexes: [...before.indexes, ...added] });
    const numIndexesBefore = before.indexes.length;
    const numIndexesAfter = numIndexesBefore + added.length;
    return {
      numIndexesBefore,
      numIndexesAfter,
      ...((isNew || added.length > 0) && { createdCollectionAutomatically: isNew }),
      ...noteOf(wanted.length, added.length),
    };
  });
}

/** MongoDB finds them later, and calls them otherwise, where there are documents to index. */
function refuseTwins(wanted: readonly WantedIndex[], hasDocuments: boolean): void {
  const [code, name] = hasDocuments
    ? ([96, 'OperationFailed'] as const)
    : ([68, 'IndexAlreadyExists'] as const);
  for (const [i, index] of wanted.entries()) {
    if (!isThere(wanted.slice(0, i), index)) continue;
    throw new CommandError(code, name, `The index '${index.name}' is asked for twice.`);
  }
}

function noteOf(wanted: number, added: number) {
  if (added === wanted) return {};
  return { note: added === 0 ? 'all indexes already exist' : 'index already exists' };
}

const ID_KEY = JSON.stringify([['_id', 1]]);

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
  const fields = Object.entries(key).map(([path, value]) => [path, direction(value)] as const);
  if (unique !== undefined) refuseOptionsOfId(fields);
  return { name, unique: unique === true, key: fields };
}

/** It is unique without being told. */
function refuseOptionsOfId(key: Index['key']): void {
  if (JSON.stringify(key) !== ID_KEY) return;
  throw new CommandError(
    197,
    'InvalidIndexSpecificationOption',
    "The field 'unique' is not valid for an _id index specification.",
  );
}

function direction(value: Value): number {
  if (isNumeric(value) && Math.abs(numberOf(value)) === 1) return numberOf(value);
  throw unsupported('indexes other than ascending (1) and descending (-1) ones');
}

/** Unique and plain indexes may have the same key, under names of their own. */
function isThere(indexes: readonly WantedIndex[], wanted: WantedIndex): boolean {
  const key = JSON.stringify(wanted.key);
  const isSame = (index: WantedIndex) => JSON.stringify(index.key) === key && index.unique === wanted.unique;
  const existing = indexes.find(({ name }) => name === wanted.name) ?? indexes.find(isSame);
  if (key === ID_KEY) return true;
  if (existing === undefined) return false;
  if (isSame(existing) && existing.name === wanted.name) return true;
  throw new CommandError(
    isSame(existing) ? 85 : 86,
    isSame(existing) ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict',
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
