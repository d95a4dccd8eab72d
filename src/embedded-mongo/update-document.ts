import { Branch, rawFrom } from './branch';
import { CommandError } from './command-error';
import { DOCUMENT, DOUBLE, isSameRaw, rawFieldsOf, valueOf, type Raw, type RawField } from './raw-fields';
import { operatorNamed, type Operator } from './update-operators';
import {
  comparePaths,
  notViable,
  pathOf,
  placeOf,
  putAt,
  startsWith,
  type Path,
  type Place,
} from './update-path';
import { compareValues } from './values';

/** What an update makes of a document. */
export interface Update {
  readonly isReplacement: boolean;
  /** Answers the very same buffer where nothing changes. */
  readonly change: (document: Buffer) => Buffer;
  /** Of what an upsert starts with, makes the document that it inserts. */
  readonly complete: (start: Buffer) => Buffer;
}

/** `{$set: …, $inc: …}`, or the whole new document. */
export function compileUpdate(source: Buffer): Update {
  const fields = rawFieldsOf(source);
  return fields[0]?.[0].startsWith('$') === true ? modification(fields) : replacement(source);
}

function modification(operations: readonly RawField[]): Update {
  const modifiers: Modifier[] = [];
  for (const [name, operand] of operations) {
    for (const [path, value] of fieldsOfOperator(name, operand))
      modifiers.push(modifierOf(name, path, value, modifiers));
  }
  modifiers.sort((a, b) => comparePaths(a.path, b.path));
  const apply = (document: Buffer, isInsert: boolean) => {
    const root = Branch.ofDocument(document);
    const applied = modifiers.filter(({ operator }) => isInsert || !operator.onlyOnInsert);
    const changes = applied.map((modifier) => modify(root, modifier));
    return changes.includes(true) ? root.toRaw().bytes : document;
  };
  return {
    isReplacement: false,
    change: (document) => apply(document, false),
    complete: (start) => apply(start, true),
  };
}

interface Modifier {
  readonly path: Path;
  readonly operator: Operator;
  readonly change: (current: Raw | undefined) => Raw | undefined;
}

function fieldsOfOperator(name: string, operand: Raw): readonly RawField[] {
  operatorNamed(name);
  if (operand.type === DOCUMENT) return rawFieldsOf(operand.bytes);
  throw new CommandError(9, 'FailedToParse', `${name} needs a document of fields and their operands.`);
}

/** Mistakes are found in MongoDB's order: in the operand, then in the path, then with what was said before. */
function modifierOf(name: string, field: string, operand: Raw, others: readonly Modifier[]): Modifier {
  const operator = operatorNamed(name);
  const change = operator.compile(operand);
  const path = pathOf(field);
  const conflict = others.find((other) => startsWith(path, other.path) || startsWith(other.path, path));
  if (conflict === undefined) return { path, operator, change };
  throw new CommandError(
    40,
    'ConflictingUpdateOperators',
    `Updating the path '${field}' would create a conflict at '${conflict.path.join('.')}'.`,
  );
}

/** Whether that changes anything. */
function modify(root: Branch, modifier: Modifier): boolean {
  const id = modifier.path[0] === '_id' ? idIn(root) : undefined;
  const isChange = modifyAt(placeOf(root, modifier.path), modifier);
  if (isChange && id !== undefined) throw otherId();
  return isChange;
}

function modifyAt(place: Place, { operator, change }: Modifier): boolean {
  if (place.kind === 'blocked' && !operator.mayBeBlocked) throw notViable(place);
  if (place.kind !== 'present' && !operator.creates) return false;
  const current = place.kind === 'present' ? place.current : undefined;
  const value = change(current);
  if (value !== undefined) putAt(place, value);
  else if (place.kind === 'present') place.parent.remove(place.name);
  return !isSame(current, value) || (operator.isNaNAChange === true && isNaNIn(value));
}

function isSame(before: Raw | undefined, after: Raw | undefined): boolean {
  return before === undefined || after === undefined ? before === after : isSameRaw(before, after);
}

function isNaNIn(value: Raw | undefined): boolean {
  return value?.type === DOUBLE && Number.isNaN(value.bytes.readDoubleLE());
}

function idIn(root: Branch): Raw | undefined {
  const id = root.get('_id');
  return id && rawFrom(id);
}

function replacement(source: Buffer): Update {
  const dollar = rawFieldsOf(source).find(([name]) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw new CommandError(52, 'DollarPrefixedFieldName', `A field cannot be named '${dollar[0]}' here.`);
  }
  const replace = (document: Buffer) => {
    const root = Branch.ofDocument(source);
    const [id, given] = [idOf(document), idIn(root)];
    if (id !== undefined && given === undefined) root.put('_id', id);
    else if (id !== undefined && given !== undefined && !isEqual(id, given)) throw otherId();
    root.moveToFront('_id');
    const { bytes } = root.toRaw();
    return bytes.equals(document) ? document : bytes;
  };
  return { isReplacement: true, change: replace, complete: replace };
}

export function idOf(document: Buffer): Raw | undefined {
  return rawFieldsOf(document).find(([name]) => name === '_id')?.[1];
}

function otherId(): CommandError {
  return new CommandError(66, 'ImmutableField', "An update would change the immutable field '_id'.");
}

/** A replacement may write 1 as 1.0. */
function isEqual(a: Raw, b: Raw): boolean {
  return isSameRaw(a, b) || compareValues(valueOf(a), valueOf(b)) === 0;
}
