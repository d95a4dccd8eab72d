import { Int32 } from 'bson';
import { accumulatorFactory, type Accumulator } from './accumulators';
import { CommandError } from './command-error';
import { compileExpression, type Expression } from './expressions';
import { identityOf, isDocument, isNumeric, type Document, type Value } from './values';

/** A `$group` stage; the groups come out in the order in which their first documents came in. */
export function compileGroup(specification: Document): (documents: Iterable<Document>) => Iterable<Document> {
  const { _id: id, ...rest } = specification;
  if (id === undefined) {
    throw new CommandError(15955, 'Location15955', 'A group specification must include an _id.');
  }
  refuseInclusion(id);
  const idOf = compileExpression(id);
  const fields = Object.entries(rest).map(([name, accumulator]) => fieldOf(name, accumulator));
  return (documents) => grouped(documents, idOf, fields);
}

/** `{_id: {day: 1}}` would be read as "keep the field day" by someone; MongoDB takes neither. */
function refuseInclusion(id: Value): void {
  if (!isDocument(id)) return;
  for (const [name, part] of Object.entries(id)) {
    if (!name.startsWith('$') && (isNumeric(part) || typeof part === 'boolean')) {
      throw new CommandError(17390, 'Location17390', `$group takes no number or boolean as '_id.${name}'.`);
    }
  }
}

interface Field {
  readonly name: string;
  readonly valueOf: Expression;
  readonly accumulator: () => Accumulator;
}

interface Group {
  readonly id: Value;
  readonly accumulators: readonly Accumulator[];
}

function* grouped(documents: Iterable<Document>, idOf: Expression, fields: readonly Field[]) {
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const { accumulators } = groupOf(groups, idOf(document) ?? null, fields);
    for (let i = 0; i < fields.length; i += 1) accumulators[i]?.add(fields[i]?.valueOf(document));
  }
  for (const { id, accumulators } of groups.values()) {
    const results = fields.map(({ name }, i) => [name, accumulators[i]?.result()]);
    yield { _id: id, ...(Object.fromEntries(results) as Document) };
  }
}

function groupOf(groups: Map<string, Group>, id: Value, fields: readonly Field[]): Group {
  const identity = identityOf(id);
  const known = groups.get(identity);
  if (known !== undefined) return known;
  const group = { id, accumulators: fields.map(({ accumulator }) => accumulator()) };
  groups.set(identity, group);
  return group;
}

function fieldOf(name: string, specification: Value): Field {
  const [operator, ...others] = isDocument(specification) ? Object.keys(specification) : [];
  if (!isDocument(specification) || operator === undefined || others.length > 0) {
    throw new CommandError(40234, 'Location40234', `The field '${name}' must be an accumulator object.`);
  }
  if (name.includes('.') || name.startsWith('$')) {
    throw new CommandError(
      40235,
      'Location40235',
      `The field name '${name}' cannot contain '.' or start with '$'.`,
    );
  }
  const operand = operator === '$count' ? countOperand(specification[operator]) : specification[operator];
  if (Array.isArray(operand)) {
    throw new CommandError(40237, 'Location40237', `The ${operator} accumulator takes a single operand.`);
  }
  const accumulator = accumulatorFactory(operator === '$count' ? '$sum' : operator);
  return { name, valueOf: compileExpression(operand), accumulator };
}

/** `{$count: {}}` means `{$sum: 1}`. */
function countOperand(operand: Value): Value {
  if (isDocument(operand) && Object.keys(operand).length === 0) return new Int32(1);
  throw new CommandError(14, 'TypeMismatch', '$count takes an empty document.');
}
