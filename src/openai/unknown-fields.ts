import { isObject, type JsonObject } from './json';

/** The names that are known in an object, and in the objects within it. */
export interface KnownNames {
  readonly [name: string]: true | KnownNames;
}

const MOST = 20;
const LONGEST_NAME = 64;

/** Paths of numbers, not 0, that have no known name. Whoever adds one may charge for it. */
export function unknownFields(value: JsonObject, known: KnownNames): readonly string[] {
  return found(value, known, '', []);
}

/** Runs for every call: nothing is made where nothing is unknown. */
function found(value: JsonObject, known: KnownNames, path: string, fields: string[]): readonly string[] {
  for (const name in value) {
    const inner = value[name];
    const knownInner = known[name];
    if (knownInner === true || !inner || fields.length === MOST) continue;
    if (typeof inner === 'number' && knownInner === undefined) fields.push(path + shortened(name));
    // A known name holds its parts; within an unknown one, nothing is known.
    else if (isObject(inner) && path.length < LONGEST_NAME)
      found(inner, knownInner ?? {}, `${path}${shortened(name)}.`, fields);
  }
  return fields;
}

const shortened = (name: string) => name.slice(0, LONGEST_NAME).toWellFormed();
