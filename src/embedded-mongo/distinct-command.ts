import { decoderOf } from './stored-document';
import { fieldReader } from './paths';
import {
  documentIn,
  namespaceOf,
  numberIn,
  typeMismatch,
  type Command,
  type Reply,
  type Request,
} from './request';
import { Deadline, select } from './select';
import { identityOf, type Value } from './values';

export const distinctCommands: Readonly<Record<string, Command>> = {
  distinct: { fields: ['key', 'query'], run: distinct },
};

/** Each value once, in the order in which they come first; of an array, its elements. */
function distinct(request: Request): Reply {
  const { storage, body } = request;
  const { key } = body;
  if (typeof key !== 'string') throw typeMismatch('key', 'a text');
  const read = fieldReader(key);
  const decode = decoderOf(new Set([key.split('.', 1)[0] ?? key]));
  const selection = { filter: documentIn(body['query'], 'query'), sort: {}, skip: 0, limit: Infinity };
  const deadline = new Deadline(performance.now() + (numberIn(body, 'maxTimeMS', 0) || Infinity));
  const values = new Map<string, Value>();
  for (const bytes of select(storage, storage.collection(namespaceOf(request)), selection, deadline)) {
    for (const value of elementsOf(read(decode(bytes)))) {
      const identity = identityOf(value);
      if (!values.has(identity)) values.set(identity, value);
    }
  }
  return { values: [...values.values()] };
}

function elementsOf(value: Value): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
