import { Int32 } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { type Iterator, Lazy } from 'mingo/lazy';
import { badValue, CommandError } from './command-error';
import { compileGroup } from './group';
import { compileProjection } from './projection';
import { compileFilter, operatorsOf, understood } from './query';
import { compileSort } from './sort-order';
import { compileUnwind } from './unwind';
import { isDocument, isNumeric, numberOf, type Document, type Value } from './values';

/** mingo runs the stages one after the other; every stage is ours, because mingo's mix up types, null and missing. */
export function runPipeline(stages: readonly Document[], documents: Iterable<Document>): Iterable<Document> {
  return understood('this pipeline', () => {
    const aggregator = new Aggregator([...stages], { context: stageOperators });
    return documentsOf(aggregator.stream(documents));
  });
}

/** The value of a `$skip` or `$limit`, whether it is a stage or an option of a find. */
export function countOf(name: string, value: Value, least: 0 | 1): number {
  const count = isNumeric(value) ? numberOf(value) : NaN;
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw badValue(`${name} must be a whole number of at least ${least}.`);
}

/** One stage: compiled once, then fed with all that the stage before it lets through. */
type Stage = (documents: Iterable<Document>) => Iterable<Document>;

const stage = (compile: (specification: Value) => Stage) => (documents: Iterator, specification: Value) =>
  Lazy(compile(specification)(documentsOf(documents)));

const stageOperators = operatorsOf({
  pipeline: {
    $match: stage((specification) => {
      const matches = compileFilter(documentOf('$match', specification));
      return (documents) => filtered(documents, matches);
    }),
    $project: stage((specification) => {
      const project = compileProjection(nonEmpty('$project', specification));
      return (documents) => mapped(documents, project);
    }),
    $group: stage((specification) => compileGroup(documentOf('$group', specification))),
    $sort: stage((specification) => compileSort(nonEmpty('$sort', specification))),
    $skip: stage((specification) => {
      const count = countOf('$skip', specification, 0);
      return (documents) => slice(documents, count, Infinity);
    }),
    $limit: stage((specification) => {
      const count = countOf('$limit', specification, 1);
      return (documents) => slice(documents, 0, count);
    }),
    $unwind: stage(compileUnwind),
    $count: stage((specification) => {
      const name = fieldName(specification);
      return (documents) => counted(documents, name);
    }),
  },
});

/** mingo's iterator is typed as one of anything; ours hold documents. */
function documentsOf(iterator: Iterator): Iterable<Document> {
  return iterator as unknown as Iterable<Document>;
}

function* filtered(documents: Iterable<Document>, matches: (document: Document) => boolean) {
  for (const document of documents) if (matches(document)) yield document;
}

function* mapped(documents: Iterable<Document>, change: (document: Document) => Document) {
  for (const document of documents) yield change(document);
}

/** Stops reading after the last one, which mingo's own `$limit` does not. */
function* slice(documents: Iterable<Document>, skip: number, limit: number) {
  let seen = 0;
  for (const document of documents) {
    seen += 1;
    if (seen > skip) yield document;
    if (seen >= skip + limit) return;
  }
}

/** No document at all where there is nothing to count, as MongoDB has it. */
function* counted(documents: Iterable<Document>, name: string) {
  const count = Array.from(documents, () => 1).length;
  if (count > 0) yield { [name]: new Int32(count) };
}

function documentOf(name: string, specification: Value): Document {
  if (isDocument(specification)) return specification;
  throw badValue(`${name} must be a document.`);
}

export function nonEmpty(name: string, specification: Value): Document {
  const document = documentOf(name, specification);
  if (Object.keys(document).length > 0) return document;
  throw badValue(`${name} must name at least one field.`);
}

function fieldName(name: Value): string {
  if (typeof name === 'string' && /^[^$.\0][^.\0]*$/.test(name)) return name;
  throw new CommandError(40156, 'Location40156', '$count needs the name of a field, without $ and dots.');
}
