import { unsupported } from './command-error';
import { isDocument, type Document, type Value } from './values';

/** Reads a field of a document, or undefined where it is missing. */
export type FieldReader = (document: Document) => Value;

/** How a query, a sort and an index read `a.b`. MongoDB looks into arrays on the way, by rules that nothing here needs. */
export function fieldReader(path: string): FieldReader {
  const names = path.split('.');
  const [first = ''] = names;
  if (names.length === 1) return (document) => fieldOf(document, first);
  return (document) => {
    let value: Value = document;
    for (const name of names) {
      if (Array.isArray(value)) throw unsupported(`looking into the array on the way to '${path}'`);
      if (!isDocument(value)) return undefined;
      value = fieldOf(value, name);
    }
    return value;
  };
}

/** How an expression reads `$a.b`: over an array it collects from every document in it. */
export function expressionPathReader(path: string): FieldReader {
  const names = path.split('.');
  const [first = ''] = names;
  if (names.length === 1) return (document) => fieldOf(document, first);
  return (document) => collect(document, names, 0);
}

function collect(document: Document, names: readonly string[], depth: number): Value {
  const value = fieldOf(document, names[depth] ?? '');
  if (depth === names.length - 1) return value;
  if (isDocument(value)) return collect(value, names, depth + 1);
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isDocument)
    .map((element) => collect(element, names, depth + 1))
    .filter((found) => found !== undefined);
}

function fieldOf(document: Document, name: string): Value {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}
