import { BSONRegExp } from 'bson';
import { Query } from 'mingo/query';
import { Context } from 'mingo/core';
import { $and, $or } from 'mingo/operators/query/logical';
import { badValue, CommandError, unsupported } from './command-error';
import { fieldReader } from './paths';
import {
  compareValues,
  identityOf,
  isDocument,
  isNumeric,
  isSameKind,
  numberOf,
  type Document,
  type Value,
} from './values';

export type Predicate = (document: Document) => boolean;

/** mingo takes a filter apart; what it compares with is ours, because mingo's comparisons know no BSON types. */
export function compileFilter(filter: Document): Predicate {
  const query = understood('this filter', () => new Query<Document>(filter, { context: queryOperators }));
  return (document) => query.test(document);
}

/** mingo throws on every operator that was not given to it: that is what "refuse everything else" rests on. */
export function understood<T>(what: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw unsupported(`${what} (${error instanceof Error ? error.message : String(error)})`);
  }
}

type Test = (value: Value) => boolean;

/** mingo's types allow only its own operators, each with another signature. */
export function operatorsOf(operators: Readonly<Record<string, object>>): Context {
  return Context.init(operators);
}

const queryOperators = operatorsOf({
  query: {
    $and: nonEmpty('$and', $and),
    $or: nonEmpty('$or', $or),
    $eq: operator((operand) => anyElement(equals(operand))),
    $ne: operator((operand) => not(anyElement(equals(operand)))),
    $gt: operator((operand) => anyElement(compares(operand, (order) => order > 0))),
    $gte: operator((operand) => anyElement(compares(operand, (order) => order >= 0))),
    $lt: operator((operand) => anyElement(compares(operand, (order) => order < 0))),
    $lte: operator((operand) => anyElement(compares(operand, (order) => order <= 0))),
    $in: operator((operand) => anyElement(isAmong('$in', operand))),
    $nin: operator((operand) => not(anyElement(isAmong('$nin', operand)))),
    $not: negation,
    $exists: operator((operand) => {
      const wanted = isNumeric(operand) ? numberOf(operand) !== 0 : operand !== null && operand !== false;
      return (value) => (value !== undefined) === wanted;
    }),
  },
});

/** `{path: {$not: {$gte: 5}}}`: all but those of which the condition holds, also those without such a field. */
function negation(path: string, operand: Value): Predicate {
  refuseRegex(operand);
  if (!isDocument(operand) || !Object.keys(operand)[0]?.startsWith('$')) {
    throw badValue('$not needs a document of operators.');
  }
  const matches = compileFilter({ [path]: operand });
  return (document) => !matches(document);
}

type Logical = typeof $and;

function nonEmpty(name: string, logical: Logical): Logical {
  return (selector, operand, options) => {
    if (!Array.isArray(operand) || operand.length === 0) throw badValue(`${name} must be a nonempty array.`);
    return logical(selector, operand, options);
  };
}

function operator(testOf: (operand: Value) => Test) {
  return (path: string, operand: Value) => {
    const read = fieldReader(path);
    const test = testOf(operand);
    return (document: Document) => test(read(document));
  };
}

const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

/** A condition on an array holds if it holds for the array itself or for any of its elements. */
const anyElement =
  (test: Test): Test =>
  (value) =>
    test(value) || (Array.isArray(value) && value.some(test));

/** A missing field counts as null. */
const orNull = (value: Value) => (value === undefined ? null : value);

function equals(operand: Value): Test {
  refuseRegex(operand);
  return (value) => isSameKind(orNull(value), operand) && compareValues(orNull(value), operand) === 0;
}

function compares(operand: Value, holds: (order: number) => boolean): Test {
  refuseRegex(operand);
  return (value) => {
    const present = orNull(value);
    return (
      isSameKind(present, operand) &&
      isNaNOf(present) === isNaNOf(operand) &&
      holds(compareValues(present, operand))
    );
  };
}

/** NaN is neither less nor more than any number, although it sorts before them all. */
const isNaNOf = (value: Value) => isNumeric(value) && Number.isNaN(numberOf(value));

function isAmong(name: string, operand: Value): Test {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array.`);
  operand.forEach(refuseRegex);
  const wanted = new Set(operand.map(identityOf));
  return (value) => wanted.has(identityOf(orNull(value)));
}

function refuseRegex(operand: Value): void {
  if (operand instanceof BSONRegExp) throw unsupported('regular expressions');
}
