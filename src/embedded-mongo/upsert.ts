import { ObjectId } from 'bson';
import { Branch } from './branch';
import { CommandError } from './command-error';
import {
  ARRAY,
  DOCUMENT,
  isSameRaw,
  rawElementsOf,
  rawFieldsOf,
  rawOf,
  type Raw,
  type RawField,
} from './raw-fields';
import { type Update } from './update-document';
import { comparePaths, placeOf, putAt, startsWith, type Path } from './update-path';

/** The document that an upsert inserts where its filter finds none: what the filter says that fields equal, then the update. */
export function documentToInsert(filter: Buffer, update: Update): Buffer {
  const equalities = equalitiesOf(filter)
    .filter(({ path }) => !update.isReplacement || path.join('.') === '_id')
    .sort((a, b) => comparePaths(a.path, b.path));
  refuseContradictions(equalities);
  const start = Branch.ofDocument();
  for (const { path, value } of equalities) putAt(placeOf(start, path), value);
  start.moveToFront('_id');
  const document = Branch.ofDocument(update.complete(start.toRaw().bytes));
  if (document.get('_id') === undefined) document.put('_id', rawOf(new ObjectId()));
  document.moveToFront('_id');
  return document.toRaw().bytes;
}

interface Equality {
  readonly path: Path;
  readonly value: Raw;
}

function equalitiesOf(filter: Buffer): Equality[] {
  return rawFieldsOf(filter).flatMap(([name, condition]) => {
    if (name === '$and') return clausesOf(condition).flatMap(equalitiesOf);
    if (name === '$or') return onlyClauseOf(condition).flatMap(equalitiesOf);
    const value = name.startsWith('$') ? undefined : equalValue(condition);
    return value === undefined ? [] : [{ path: name.split('.'), value }];
  });
}

function clausesOf(condition: Raw): Buffer[] {
  return condition.type === ARRAY ? rawElementsOf(condition.bytes).map(({ bytes }) => bytes) : [];
}

function onlyClauseOf(condition: Raw): Buffer[] {
  const clauses = clausesOf(condition);
  return clauses.length === 1 ? clauses : [];
}

/** The value that a condition demands, if it demands one. */
function equalValue(condition: Raw): Raw | undefined {
  if (condition.type !== DOCUMENT) return condition;
  const operators = rawFieldsOf(condition.bytes);
  if (operators[0]?.[0].startsWith('$') !== true) return condition;
  return operand(operators, '$eq') ?? onlyElement(operand(operators, '$in'));
}

function operand(operators: readonly RawField[], name: string): Raw | undefined {
  return operators.find(([operator]) => operator === name)?.[1];
}

function onlyElement(list: Raw | undefined): Raw | undefined {
  const [first, ...others] = list?.type === ARRAY ? rawElementsOf(list.bytes) : [];
  return first !== undefined && others.every((other) => isSameRaw(first, other)) ? first : undefined;
}

function refuseContradictions(equalities: readonly Equality[]): void {
  for (const [i, { path }] of equalities.entries()) {
    const before = equalities[i - 1]?.path;
    if (before === undefined || !startsWith(path, before)) continue;
    throw new CommandError(
      54,
      'NotSingleValueField',
      `The filter says twice what '${before.join('.')}' is, so that nothing can be inserted for it.`,
    );
  }
}
