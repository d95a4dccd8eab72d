import { badValue, CommandError, unsupported } from './command-error';
import { expressionPathReader } from './paths';
import { calculate, type Operation, Sum } from './sum';
import {
  compareValues,
  isDocument,
  isNumeric,
  numberOf,
  typeNameOf,
  type Document,
  type Numeric,
  type Value,
} from './values';
import { Int32 } from 'bson';

/** An aggregation expression, ready to be evaluated: mingo walks it anew for every document, which takes ten times as long. */
export type Expression = (document: Document) => Value;

export function compileExpression(source: Value): Expression {
  if (typeof source === 'string') return source.startsWith('$') ? path(source) : () => source;
  if (Array.isArray(source)) {
    const elements = source.map(compileExpression);
    return (document) => elements.map((element) => element(document) ?? null);
  }
  if (!isDocument(source)) return () => source;
  const [operator] = Object.keys(source);
  return operator?.startsWith('$') === true ? operation(source, operator) : documentOf(source);
}

function path(source: string): Expression {
  if (source.startsWith('$$')) throw unsupported(`the variable ${source}`);
  const name = source.slice(1);
  if (name.split('.').some((part) => part === '' || part.startsWith('$'))) {
    throw new CommandError(16872, 'Location16872', `'${source}' is not a valid field path.`);
  }
  return expressionPathReader(name);
}

function documentOf(source: Document): Expression {
  const fields = Object.entries(source).map(([name, value]) => {
    if (name.includes('.')) {
      throw new CommandError(16412, 'Location16412', `Field name '${name}' must not contain '.'.`);
    }
    return [name, compileExpression(value)] as const;
  });
  return (document) => {
    const result: Record<string, Value> = {};
    for (const [name, compute] of fields) {
      const value = compute(document);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
}

function operation(source: Document, operator: string): Expression {
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compile === undefined) throw unsupported(`the expression operator ${operator}`);
  if (Object.keys(source).length !== 1) {
    throw new CommandError(15983, 'Location15983', 'An expression must have exactly one operator.');
  }
  return compile(source[operator], operator);
}

type Compiler = (operand: Value, operator: string) => Expression;

const operators: Readonly<Record<string, Compiler>> = {
  $literal: (operand) => () => operand,
  $cond: conditional,
  $ifNull: ifNull,
  $and: (operand) => {
    const parts = listOf(operand);
    return (document) => parts.every((part) => isTrue(part(document)));
  },
  $or: (operand) => {
    const parts = listOf(operand);
    return (document) => parts.some((part) => isTrue(part(document)));
  },
  $not: (operand, operator) => {
    const [part] = exactly(1, operand, operator);
    return (document) => !isTrue(part(document));
  },
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $add: arithmetic('$add', new Int32(0)),
  $multiply: arithmetic('$multiply', new Int32(1)),
  $subtract: (operand, operator) => {
    const [a, b] = exactly(2, operand, operator);
    return (document) => subtract(a(document), b(document));
  },
  $sum: sumOf,
};

/** An operator takes a list, or a single operand in place of a list of one. */
function listOf(operand: Value): readonly Expression[] {
  return Array.isArray(operand) ? operand.map(compileExpression) : [compileExpression(operand)];
}

function exactly(count: 1, operand: Value, operator: string): readonly [Expression];
function exactly(count: 2, operand: Value, operator: string): readonly [Expression, Expression];
function exactly(count: 3, operand: Value, operator: string): readonly [Expression, Expression, Expression];
function exactly(count: number, operand: Value, operator: string): readonly Expression[] {
  const parts = listOf(operand);
  if (parts.length === count) return parts;
  throw new CommandError(
    16020,
    'Location16020',
    `Expression ${operator} takes exactly ${count} arguments. ${parts.length} were passed in.`,
  );
}

function comparison(holds: (order: number) => boolean): Compiler {
  return (operand, operator) => {
    const [a, b] = exactly(2, operand, operator);
    return (document) => holds(compareValues(a(document), b(document)));
  };
}

function conditional(operand: Value, operator: string): Expression {
  const [condition, yes, no] = exactly(3, isDocument(operand) ? branchesOf(operand) : operand, operator);
  return (document) => (isTrue(condition(document)) ? yes(document) : no(document));
}

function branchesOf(operand: Document): readonly Value[] {
  const names = Object.keys(operand).sort();
  if (names.join() !== 'else,if,then') {
    throw badValue(`$cond needs if, then and else, and nothing else; it was given: ${names.join(', ')}.`);
  }
  return [operand['if'], operand['then'], operand['else']];
}

function ifNull(operand: Value): Expression {
  const parts = listOf(operand);
  if (parts.length < 2) throw badValue('$ifNull needs at least two arguments.');
  return (document) => {
    let value: Value;
    for (const part of parts) {
      value = part(document);
      if (!isNullish(value)) return value;
    }
    return value;
  };
}

function arithmetic(name: Operation, start: Numeric): Compiler {
  return (operand) => {
    const parts = listOf(operand);
    return (document) => {
      let total: Numeric | null = start;
      for (const part of parts) {
        const value = numeric(name, part(document));
        total = total && value && calculate(name, total, value);
      }
      return total;
    };
  };
}

/** Of what is a number among its operands, or among the elements of a single one. */
function sumOf(operand: Value): Expression {
  const parts = listOf(operand);
  return (document) => {
    const values = parts.map((part) => part(document));
    const [only] = values;
    const sum = new Sum();
    for (const value of values.length === 1 && Array.isArray(only) ? (only as readonly Value[]) : values)
      sum.add(value);
    return sum.result();
  };
}

function subtract(a: Value, b: Value): Value {
  const [x, y] = [numeric('$subtract', a), numeric('$subtract', b)];
  return x && y && calculate('$subtract', x, y);
}

/**
 * Null and missing make the whole result null. What else is no number is refused: whether MongoDB answers null or an error
 * for the sum of a text and null depends on which of its two engines it takes.
 */
function numeric(operator: Operation, value: Value): Numeric | null {
  if (isNullish(value)) return null;
  if (isNumeric(value)) return value;
  throw unsupported(
    `${operator} of values that are no numbers, such as one of the type ${typeNameOf(value)}`,
  );
}

function isNullish(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

function isTrue(value: Value): boolean {
  if (isNumeric(value)) return numberOf(value) !== 0;
  return !isNullish(value) && value !== false;
}
