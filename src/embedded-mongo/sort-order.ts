import { badValue, unsupported } from './command-error';
import { fieldReader } from './paths';
import { compareValues, isNumeric, numberOf, type Document, type Value } from './values';

/** Reads what a document is sorted by once, and compares what was read: missing fields sort as null, before everything else. */
export interface SortOrder {
  readonly keysOf: (document: Document) => readonly Value[];
  readonly compare: (a: readonly Value[], b: readonly Value[]) => number;
}

export function sortOrderOf(specification: Document): SortOrder {
  const fields = Object.entries(specification).map(([path, direction]) => ({
    read: fieldReader(path),
    path,
    sign: signOf(path, direction),
  }));
  return {
    keysOf: (document) => fields.map(({ read, path }) => sortable(read(document), path)),
    compare: (a, b) => {
      for (const [i, { sign }] of fields.entries()) {
        const order = compareValues(a[i], b[i]);
        if (order !== 0) return sign * order;
      }
      return 0;
    },
  };
}

function signOf(path: string, direction: Value): number {
  const sign = isNumeric(direction) ? numberOf(direction) : NaN;
  if (sign === 1 || sign === -1) return sign;
  throw badValue(`The sort order of '${path}' must be 1 or -1.`);
}

function sortable(value: Value, path: string): Value {
  if (Array.isArray(value)) throw unsupported(`sorting by '${path}', which holds an array`);
  return value ?? null;
}

/** A `$sort` stage. */
export function compileSort(specification: Document): (documents: Iterable<Document>) => Iterable<Document> {
  const order = sortOrderOf(specification);
  return (documents) => {
    const entries = Array.from(documents, (document) => ({ document, keys: order.keysOf(document) }));
    entries.sort((a, b) => order.compare(a.keys, b.keys));
    return entries.map(({ document }) => document);
  };
}
