import { Double, Int32, Long } from 'bson';
import { badValue, CommandError, unsupported } from './command-error';
import { rawOf, valueOf, type Raw } from './raw-fields';
import { calculate, type Operation } from './sum';
import { isNumeric, typeNameOf, type Numeric, type Value } from './values';

/** `$inc` and `$mul`: int32 grows to int64 where it must, int64 does not grow, and a double makes it a double. */
export function arithmetic(name: string, operation: Operation) {
  return (operand: Raw) => {
    const by = numberOf(valueOf(operand), `Cannot ${name} with a non-numeric argument`);
    const notNumeric = `Cannot apply ${name} to a value of a non-numeric type`;
    return (current: Raw | undefined): Raw => {
      if (current === undefined && operation === '$add') return operand;
      const value = current === undefined ? new Int32(0) : numberOf(valueOf(current), notNumeric);
      const result = calculate(operation, value, by);
      if (result instanceof Double && !(value instanceof Double) && !(by instanceof Double)) {
        throw badValue(`Failed to apply ${name}: the result does not fit into 64 bits.`);
      }
      return rawOf(result);
    };
  };
}

function numberOf(value: Value, otherwise: string): Numeric {
  if (isNumeric(value)) return value;
  if (typeNameOf(value) === 'Decimal128') throw unsupported('Decimal128 in arithmetic');
  throw new CommandError(14, 'TypeMismatch', `${otherwise}: ${typeNameOf(value)}.`);
}

type Bitwise = (a: bigint, b: bigint) => bigint;
const BITWISE: Readonly<Record<string, Bitwise>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** `$bit`: `{and | or | xor: integer}`, several of them one after the other. A missing field counts as 0. */
export function bitwise(operand: Raw) {
  const steps = stepsOf(valueOf(operand));
  return (current: Raw | undefined): Raw => {
    const value = current === undefined ? new Int32(0) : valueOf(current);
    if (!isInteger(value)) throw badValue('Cannot apply $bit to a value that is no integer.');
    return rawOf(steps.reduce<Int32 | Long>((result, step) => step(result), value));
  };
}

function stepsOf(operand: Value): readonly ((value: Int32 | Long) => Int32 | Long)[] {
  const entries = typeof operand === 'object' && operand !== null ? Object.entries(operand) : [];
  if (entries.length === 0) throw badValue('$bit needs a document such as {or: 5}.');
  return entries.map(([name, by]: [string, Value]) => {
    const operation = Object.hasOwn(BITWISE, name) ? BITWISE[name] : undefined;
    if (operation === undefined) throw badValue(`$bit knows and, or and xor, not ${name}.`);
    if (!isInteger(by)) throw badValue(`$bit needs an integer for ${name}.`);
    return (value) => {
      const result = operation(bigIntOf(value), bigIntOf(by));
      const isLong = value instanceof Long || by instanceof Long;
      return isLong ? Long.fromBigInt(result) : new Int32(Number(result));
    };
  });
}

function isInteger(value: Value): value is Int32 | Long {
  return value instanceof Int32 || value instanceof Long;
}

function bigIntOf(value: Int32 | Long): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(value.value);
}
