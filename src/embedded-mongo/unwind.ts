import { Long } from 'bson';
import { badValue, CommandError, unsupported } from './command-error';
import { isDocument, type Document, type Value } from './values';

/** An `$unwind` stage over a field of the document itself: one document for each element. */
export function compileUnwind(specification: Value): (documents: Iterable<Document>) => Iterable<Document> {
  const { field, keepsEmpty, indexField } = optionsOf(specification);
  return function* (documents) {
    for (const document of documents) {
      const value = document[field];
      const withIndex = (index: Long | null) => (indexField === undefined ? {} : { [indexField]: index });
      if (Array.isArray(value) && value.length > 0) {
        for (const [i, element] of value.entries()) {
          yield { ...document, [field]: element as Value, ...withIndex(Long.fromNumber(i)) };
        }
      } else if (!isEmpty(value) || keepsEmpty) {
        yield { ...withoutEmptyArray(document, field), ...withIndex(null) };
      }
    }
  };
}

interface Options {
  readonly field: string;
  readonly keepsEmpty: boolean;
  readonly indexField: string | undefined;
}

function optionsOf(specification: Value): Options {
  const options: Document = isDocument(specification) ? specification : { path: specification };
  const { path, preserveNullAndEmptyArrays: keeps = false, includeArrayIndex: index, ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw unsupported(`'${unknown}' in $unwind`);
  if (typeof keeps !== 'boolean') {
    throw new CommandError(28809, 'Location28809', 'preserveNullAndEmptyArrays must be a boolean.');
  }
  return {
    field: fieldOf(path),
    keepsEmpty: keeps,
    indexField: index === undefined ? undefined : plain(index),
  };
}

function fieldOf(path: Value): string {
  if (typeof path === 'string' && path.startsWith('$')) return plain(path.slice(1));
  throw new CommandError(28818, 'Location28818', 'The path of $unwind must be a text that begins with $.');
}

function plain(name: Value): string {
  if (typeof name !== 'string' || name === '') throw badValue('$unwind needs the name of a field.');
  if (/[.$]/.test(name)) throw unsupported(`$unwind of '${name}', which is no field of the document itself`);
  return name;
}

function isEmpty(value: Value): boolean {
  return value === undefined || value === null || Array.isArray(value);
}

function withoutEmptyArray(document: Document, field: string): Document {
  if (!Array.isArray(document[field])) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== field));
}
