import { badValue, CommandError, unsupported } from './command-error';
import { compileFilter } from './query';
import { ARRAY, DOCUMENT, rawArray, rawElementsOf, rawFieldsOf, valueOf, type Raw } from './raw-fields';
import { compareValues, isDocument, isSameKind, type Document, type Value } from './values';

/** `$push`: one value, or `{$each: [...]}`. */
export function push(operand: Raw) {
  const added = addedBy('$push', operand);
  return (current: Raw | undefined): Raw => rawArray([...elementsOf('$push', current), ...added]);
}

/** `$addToSet`: those that are not equal to one that is there; 1 and 1.0 are equal. */
export function addToSet(operand: Raw) {
  const added = addedBy('$addToSet', operand);
  return (current: Raw | undefined): Raw => {
    const elements = elementsOf('$addToSet', current);
    const values = elements.map(valueOf);
    for (const element of added) {
      const value = valueOf(element);
      if (values.some((other) => compareValues(value, other) === 0)) continue;
      elements.push(element);
      values.push(value);
    }
    return rawArray(elements);
  };
}

/** `$pull`: the elements that equal a value, or of which a condition holds. */
export function pull(operand: Raw) {
  const goes = conditionOf(valueOf(operand));
  return (current: Raw | undefined): Raw | undefined => {
    if (current === undefined) return undefined;
    const elements = elementsOf('$pull', current);
    return rawArray(elements.filter((element) => !goes(valueOf(element))));
  };
}

function elementsOf(name: string, current: Raw | undefined): Raw[] {
  if (current === undefined) return [];
  if (current.type === ARRAY) return rawElementsOf(current.bytes);
  throw badValue(`Cannot apply ${name} to a field that is no array.`);
}

function addedBy(name: '$push' | '$addToSet', operand: Raw): readonly Raw[] {
  if (operand.type !== DOCUMENT) return [operand];
  const fields = rawFieldsOf(operand.bytes);
  const each = fields.find(([field]) => field === '$each')?.[1];
  if (each === undefined) return [operand];
  const [other] = fields.filter(([field]) => field !== '$each');
  if (other !== undefined) throw unsupported(`'${other[0]}' beside $each`);
  if (each.type === ARRAY) return rawElementsOf(each.bytes);
  if (name === '$push') throw badValue('The argument to $each in $push must be an array.');
  throw new CommandError(14, 'TypeMismatch', 'The argument to $each in $addToSet must be an array.');
}

function conditionOf(operand: Value): (element: Value) => boolean {
  if (!isDocument(operand)) return equals(operand);
  if (hasOperators(operand)) {
    const matches = compileFilter({ element: operand });
    return (element) => matches({ element });
  }
  const matches = compileFilter(operand);
  return (element) => isDocument(element) && matches(element);
}

function equals(operand: Value): (element: Value) => boolean {
  compileFilter({ element: operand }); // Refuses what cannot be compared.
  return (element) => isSameKind(element, operand) && compareValues(element, operand) === 0;
}

function hasOperators(operand: Document): boolean {
  return Object.keys(operand)[0]?.startsWith('$') === true;
}
