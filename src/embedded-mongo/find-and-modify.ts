import { Double, serialize } from 'bson';
import { applyUpdate, targets, type Changed, type Target } from './apply-update';
import { CommandError } from './command-error';
import { compileProjection } from './projection';
import { compileFilter } from './query';
import { DOCUMENT, RAW_NULL, rawDocument, rawFieldsOf, rawOf } from './raw-fields';
import { documentIn, namespaceOf, type Command, type Reply, type Request } from './request';
import { type Storage } from './storage';
import { existing, removeDocuments } from './stored-changes';
import { idValueOf, rawDocumentIn, updateIn } from './update-command';
import { decode, isNumeric, numberOf, type Document, type Value } from './values';
import { acknowledged } from './write-statements';

const fields = ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'bypassDocumentValidation'];

export const findAndModifyCommands: Readonly<Record<string, Command>> = {
  findAndModify: { fields, run: findAndModify },
  findandmodify: { fields, run: findAndModify },
};

async function findAndModify(request: Request): Promise<Reply> {
  const { storage, body } = request;
  const namespace = namespaceOf(request);
  const shown = projectionOf(documentIn(body['fields'], 'fields'));
  const run = isTrue(body['remove']) ? removal(request) : change(request);
  const { lastErrorObject, value } = await storage.write(() => run(storage, namespace));
  await acknowledged(request);
  return rawDocument([
    ['lastErrorObject', rawOf(lastErrorObject)],
    ['value', value === undefined ? RAW_NULL : { type: DOCUMENT, bytes: shown(value) }],
    ['ok', rawOf(new Double(1))],
  ]);
}

interface Found {
  readonly lastErrorObject: Document;
  readonly value: Buffer | undefined;
}
type Run = (storage: Storage, namespace: string) => Found;

function removal({ body }: Request): Run {
  if (['update', 'upsert', 'new'].some((field) => isTrue(body[field]))) {
    throw new CommandError(9, 'FailedToParse', 'A removal takes no update, no upsert and no new.');
  }
  const target = targetOf(body);
  return (storage, namespace) => {
    const collection = storage.collection(namespace);
    const [first] = collection === undefined ? [] : targets(storage, collection, target);
    if (collection === undefined || first === undefined)
      return { lastErrorObject: { n: 0 }, value: undefined };
    const value = existing(storage, collection, first);
    removeDocuments(storage, collection, [first]);
    return { lastErrorObject: { n: 1 }, value };
  };
}

function change({ body, bytes }: Request): Run {
  if (body['update'] === undefined) {
    throw new CommandError(9, 'FailedToParse', 'Either an update or remove=true must be specified.');
  }
  const raw = new Map(rawFieldsOf(bytes));
  const query = raw.get('query');
  const wanted = {
    ...targetOf(body),
    rawFilter: query === undefined ? rawDocument([]) : rawDocumentIn(query, 'query'),
    update: updateIn(raw.get('update'), 'update'),
    upsert: isTrue(body['upsert']),
  };
  const wantsNew = isTrue(body['new']);
  return (storage, namespace) => foundIn(applyUpdate(storage, namespace, wanted), wantsNew);
}

function foundIn({ matched, before, after, inserted }: Changed, wantsNew: boolean): Found {
  return {
    lastErrorObject: {
      n: matched + Number(inserted !== undefined),
      updatedExisting: matched > 0,
      ...(inserted && { upserted: idValueOf(inserted) }),
    },
    value: wantsNew ? (inserted ?? after) : before,
  };
}

function targetOf(body: Document): Target {
  const filter = documentIn(body['query'], 'query');
  compileFilter(filter);
  return { filter, sort: documentIn(body['sort'], 'sort'), isMulti: false };
}

function projectionOf(specification: Document): (document: Buffer) => Buffer {
  if (Object.keys(specification).length === 0) return (document) => document;
  const project = compileProjection(specification);
  return (document) => Buffer.from(serialize(project(decode(document))));
}

/** MongoDB takes numbers for these too, and a document of an update as given. */
function isTrue(value: Value): boolean {
  return isNumeric(value) ? numberOf(value) !== 0 : value !== undefined && value !== null && value !== false;
}
