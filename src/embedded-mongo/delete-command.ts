import { targets } from './apply-update';
import { CommandError } from './command-error';
import { compileFilter } from './query';
import { documentIn, namespaceOf, type Command, type Reply, type Request } from './request';
import { type Storage } from './storage';
import { removeDocuments } from './stored-changes';
import { isNumeric, numberOf, type Value } from './values';
import { acknowledged, decodeStatement, prepared, runEach, statementsOf } from './write-statements';

export const deleteCommands: Readonly<Record<string, Command>> = {
  delete: { fields: ['deletes', 'ordered'], run: remove },
};

/** All statements of a command are one transaction. */
async function remove(request: Request): Promise<Reply> {
  const { storage } = request;
  const namespace = namespaceOf(request);
  const statements = statementsOf(request).map((bytes) => compileStatement(storage, bytes));
  let n = 0;
  const writeErrors = await storage.write(() =>
    runEach(request, statements, (run) => {
      n += run(namespace);
    }),
  );
  await acknowledged(request);
  return { n, ...(writeErrors.length > 0 && { writeErrors }) };
}

/** How many it has removed. */
function compileStatement(storage: Storage, bytes: Buffer): (namespace: string) => number {
  const { q, limit } = decodeStatement('delete', bytes, ['q', 'limit']);
  const filter = documentIn(q, 'q');
  return prepared(() => {
    compileFilter(filter);
    const isMulti = isForAll(limit);
    return (namespace) => {
      const collection = storage.collection(namespace);
      if (collection === undefined) return 0;
      const found = targets(storage, collection, { filter, sort: {}, isMulti });
      if (found.length > 0) removeDocuments(storage, collection, found);
      return found.length;
    };
  });
}

function isForAll(limit: Value): boolean {
  const number = isNumeric(limit) ? numberOf(limit) : NaN;
  if (number === 0 || number === 1) return number === 0;
  throw new CommandError(9, 'FailedToParse', 'The limit of a delete must be 0 (all) or 1.');
}
