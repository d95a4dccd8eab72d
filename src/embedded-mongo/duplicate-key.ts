import { Double, Long, ObjectId } from 'bson';
import { CommandError } from './command-error';
import { type Index } from './storage';
import { isDocument, isNumeric, numberOf, type Value } from './values';

/** Error 11000, with what MongoDB tells about it. */
export function duplicateKey(
  namespace: string,
  index: Index,
  values: readonly (readonly [path: string, value: Value])[],
): CommandError {
  const keyValue = Object.fromEntries(values);
  return new CommandError(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${shellText(keyValue)}`,
    { keyPattern: Object.fromEntries(index.key), keyValue },
  );
}

/** A value as MongoDB prints it in its error messages. */
function shellText(value: Value): string {
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${shellText(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (isNumeric(value)) return numberText(value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

function numberText(value: Double | Long | { readonly value: number }): string {
  if (value instanceof Long) return value.toString();
  return value instanceof Double && Number.isInteger(numberOf(value))
    ? value.value.toFixed(1)
    : String(value.value);
}
