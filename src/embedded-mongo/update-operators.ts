import { CommandError, unsupported } from './command-error';
import { valueOf, type Raw } from './raw-fields';
import { addToSet, pull, push } from './update-arrays';
import { arithmetic, bitwise } from './update-numbers';
import { compareValues } from './values';

/** What an update does to one field. */
export interface Operator {
  /** Of what stands there, makes what shall stand there; undefined takes it away. */
  readonly compile: (operand: Raw) => (current: Raw | undefined) => Raw | undefined;
  /** Makes the field, and the documents on the way, where they are missing; else nothing happens there. */
  readonly creates: boolean;
  /** Whether nothing happens either where a value is in the way; else that is an error. */
  readonly mayBeBlocked?: true;
  /** Whether NaN in place of NaN counts as a change. */
  readonly isNaNAChange?: true;
  readonly onlyOnInsert?: true;
}

export function operatorNamed(name: string): Operator {
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator !== undefined) return operator;
  if (REFUSED.has(name)) throw unsupported(`the update operator ${name}`);
  throw new CommandError(9, 'FailedToParse', `Unknown modifier: ${name}.`);
}

const REFUSED: ReadonlySet<string> = new Set(['$currentDate', '$pop', '$pullAll', '$rename']);

const set = (operand: Raw) => () => operand;

const operators: Readonly<Record<string, Operator>> = {
  $set: { compile: set, creates: true },
  $setOnInsert: { compile: set, creates: true, onlyOnInsert: true },
  $unset: { compile: () => () => undefined, creates: false, mayBeBlocked: true },
  $inc: { compile: arithmetic('$inc', '$add'), creates: true, isNaNAChange: true },
  $mul: { compile: arithmetic('$mul', '$multiply'), creates: true, isNaNAChange: true },
  $min: { compile: extreme((order) => order < 0), creates: true },
  $max: { compile: extreme((order) => order > 0), creates: true },
  $bit: { compile: bitwise, creates: true },
  $push: { compile: push, creates: true },
  $addToSet: { compile: addToSet, creates: true },
  $pull: { compile: pull, creates: false },
};

/** Values of different kinds compare as they are sorted. */
function extreme(isBetter: (order: number) => boolean): Operator['compile'] {
  return (operand) => {
    const value = valueOf(operand);
    return (current) =>
      current === undefined || isBetter(compareValues(value, valueOf(current))) ? operand : current;
  };
}
