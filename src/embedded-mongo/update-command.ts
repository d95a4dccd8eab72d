import { applyUpdate, type Changed } from './apply-update';
import { CommandError, unsupported } from './command-error';
import { compileFilter } from './query';
import { ARRAY, DOCUMENT, rawFieldsOf, valueOf, type Raw } from './raw-fields';
import { documentIn, namespaceOf, typeMismatch, type Command, type Reply, type Request } from './request';
import { type Storage } from './storage';
import { idOf, compileUpdate, type Update } from './update-document';
import { type Value } from './values';
import { acknowledged, decodeStatement, prepared, runEach, statementsOf } from './write-statements';

export const updateCommands: Readonly<Record<string, Command>> = {
  update: { fields: ['updates', 'ordered', 'bypassDocumentValidation'], run: update },
};

/** All statements of a command are one transaction. */
async function update(request: Request): Promise<Reply> {
  const { storage } = request;
  const namespace = namespaceOf(request);
  const statements = statementsOf(request).map((bytes) => compileStatement(storage, bytes));
  const upserted: { readonly index: number; readonly _id: Value }[] = [];
  let [matched, nModified] = [0, 0];
  const writeErrors = await storage.write(() =>
    runEach(request, statements, (run, index) => {
      const changed = run(namespace);
      matched += changed.matched;
      nModified += changed.modified;
      if (changed.inserted !== undefined) upserted.push({ index, _id: idValueOf(changed.inserted) });
    }),
  );
  await acknowledged(request);
  return {
    n: matched + upserted.length,
    ...(upserted.length > 0 && { upserted }),
    nModified,
    ...(writeErrors.length > 0 && { writeErrors }),
  };
}

function compileStatement(storage: Storage, bytes: Buffer): (namespace: string) => Changed {
  const { q, multi, upsert } = decodeStatement('update', bytes, ['q', 'u', 'multi', 'upsert']);
  const raw = new Map(rawFieldsOf(bytes));
  const change = {
    filter: documentIn(q, 'q'),
    rawFilter: rawDocumentIn(raw.get('q'), 'q'),
    sort: {},
    isMulti: multi === true,
    upsert: upsert === true,
  };
  return prepared(() => {
    compileFilter(change.filter);
    const compiled = updateIn(raw.get('u'), 'u');
    if (change.isMulti && compiled.isReplacement) throw onlyOneIsReplaced();
    return (namespace) => applyUpdate(storage, namespace, { ...change, update: compiled });
  });
}

function onlyOneIsReplaced(): CommandError {
  return new CommandError(9, 'FailedToParse', 'Of many documents, none can be replaced: use operators.');
}

export function rawDocumentIn(raw: Raw | undefined, field: string): Buffer {
  if (raw?.type === DOCUMENT) return raw.bytes;
  throw typeMismatch(field, 'a document');
}

export function updateIn(raw: Raw | undefined, field: string): Update {
  if (raw?.type === ARRAY) throw unsupported('updates by a pipeline');
  return compileUpdate(rawDocumentIn(raw, field));
}

export function idValueOf(document: Buffer): Value {
  const id = idOf(document);
  return id && valueOf(id);
}
