import { serialize } from 'bson';
import { countOf, nonEmpty, runPipeline } from './aggregation';
import { unsupported } from './command-error';
import { fieldsOfPipeline } from './needed-fields';
import {
  documentIn,
  namespaceOf,
  numberIn,
  typeMismatch,
  type Command,
  type Reply,
  type Request,
} from './request';
import { Deadline, select, type Selection } from './select';
import { decoderOf } from './stored-document';
import { isDocument, isNumeric, numberOf, type Document, type Value } from './values';

const DEFAULT_BATCH = 101;
const NO_LIMIT = Infinity;

/** The commands that ask something. */
export const readCommands: Readonly<Record<string, Command>> = {
  find: {
    fields: [
      'filter',
      'sort',
      'skip',
      'limit',
      'projection',
      'batchSize',
      'singleBatch',
      'noCursorTimeout',
      'allowDiskUse',
    ],
    run: find,
  },
  aggregate: { fields: ['pipeline', 'cursor', 'allowDiskUse'], run: aggregate },
  count: { fields: ['query', 'limit', 'skip'], run: count },
  getMore: { fields: ['collection', 'batchSize'], run: getMore },
  killCursors: { fields: ['cursors'], run: killCursors },
};

function find(request: Request): Reply {
  const { body } = request;
  const projection = documentIn(body['projection'], 'projection');
  const rest = Object.keys(projection).length > 0 ? [{ $project: projection }] : [];
  const selection = {
    filter: documentIn(body['filter'], 'filter'),
    sort: documentIn(body['sort'], 'sort'),
    skip: numberIn(body, 'skip', 0),
    limit: numberIn(body, 'limit', 0) || NO_LIMIT,
  };
  const size = numberIn(body, 'batchSize', DEFAULT_BATCH);
  return firstBatch(request, selection, rest, { size, single: body['singleBatch'] === true });
}

function aggregate(request: Request): Reply {
  const { pipeline, cursor } = request.body;
  if (!Array.isArray(pipeline)) throw typeMismatch('pipeline', 'an array');
  if (!isDocument(cursor)) throw typeMismatch('cursor', 'a document');
  for (const field of Object.keys(cursor))
    if (field !== 'batchSize') throw unsupported(`the cursor option '${field}'`);
  const { selection, rest } = split(pipeline.map(stageOf));
  return firstBatch(request, selection, rest, {
    size: numberIn(cursor, 'batchSize', DEFAULT_BATCH),
    single: false,
  });
}

/** The start of a pipeline that a find could answer is answered like a find: from bytes, of which little is decoded. */
function split(stages: readonly Document[]): { selection: Selection; rest: readonly Document[] } {
  const rest = [...stages];
  const taken = (name: string): Value => (rest[0] && name in rest[0] ? rest.shift()?.[name] : undefined);
  const filters: Document[] = [];
  while (rest[0] && '$match' in rest[0]) filters.push(documentIn(rest.shift()?.['$match'], '$match'));
  const [first = {}, ...others] = filters;
  const sort = taken('$sort');
  const skip = taken('$skip');
  const limit = taken('$limit');
  const selection = {
    filter: others.length === 0 ? first : { $and: filters },
    sort: sort === undefined ? {} : nonEmpty('$sort', sort),
    skip: skip === undefined ? 0 : countOf('$skip', skip, 0),
    limit: limit === undefined ? NO_LIMIT : countOf('$limit', limit, 1),
  };
  return { selection, rest };
}

function stageOf(stage: Value): Document {
  if (isDocument(stage) && Object.keys(stage).length === 1) return stage;
  throw typeMismatch('pipeline', 'an array of documents with one stage each');
}

function firstBatch(
  { storage, cursors, connection, ...request }: Request,
  selection: Selection,
  rest: readonly Document[],
  batch: { readonly size: number; readonly single: boolean },
): Reply {
  const namespace = namespaceOf({ storage, cursors, connection, ...request });
  const deadline = new Deadline(performance.now() + (numberIn(request.body, 'maxTimeMS', 0) || Infinity));
  const stored = select(storage, storage.collection(namespace), selection, deadline);
  const answers = rest.length === 0 ? stored : encoded(runPipeline(rest, decoded(stored, rest)));
  const reply = cursors.first(connection, namespace, answers, batch);
  deadline.lift();
  return reply;
}

function* decoded(stored: Iterable<Buffer>, stages: readonly Document[]): Generator<Document> {
  const decode = decoderOf(fieldsOfPipeline(stages));
  for (const bytes of stored) yield decode(bytes);
}

function* encoded(documents: Iterable<Document>): Generator<Buffer> {
  for (const document of documents) yield Buffer.from(serialize(document));
}

function count(request: Request): Reply {
  const { storage, body } = request;
  const collection = storage.collection(namespaceOf(request));
  const filter = documentIn(body['query'], 'query');
  const skip = numberIn(body, 'skip', 0);
  const limit = numberIn(body, 'limit', 0) || NO_LIMIT;
  if (collection === undefined) return { n: 0 };
  if (Object.keys(filter).length === 0) {
    return { n: Math.min(Math.max(storage.countDocuments(collection) - skip, 0), limit) };
  }
  const deadline = new Deadline(performance.now() + (numberIn(body, 'maxTimeMS', 0) || Infinity));
  const matching = select(storage, collection, { filter, sort: {}, skip, limit }, deadline);
  return { n: Array.from(matching, () => 1).length };
}

function getMore(request: Request): Reply {
  const { cursors, body } = request;
  const id = cursorIdOf(body['getMore']);
  return cursors.more(id, namespaceOf(request, 'collection'), numberIn(body, 'batchSize', 0) || NO_LIMIT);
}

function killCursors({ cursors, body }: Request): Reply {
  const ids = Array.isArray(body['cursors']) ? body['cursors'] : [];
  const cursorsKilled = ids.filter((id: Value) => cursors.kill(cursorIdOf(id)));
  const cursorsNotFound = ids.filter((id: Value) => !cursorsKilled.includes(id));
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}

function cursorIdOf(value: Value): number {
  if (isNumeric(value)) return numberOf(value);
  throw typeMismatch('getMore', 'the id of a cursor');
}
