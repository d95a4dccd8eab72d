import { keepsOnlyNamed } from './projection';
import { isDocument, type Document, type Value } from './values';

/** The top-level fields that a filter looks at. */
export function fieldsOfFilter(filter: Document): readonly string[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    if (!name.startsWith('$')) return [topLevel(name)];
    return Array.isArray(condition) ? condition.filter(isDocument).flatMap(fieldsOfFilter) : [];
  });
}

export function fieldsOfSort(specification: Document): readonly string[] {
  return Object.keys(specification).map(topLevel);
}

/** The top-level fields that a pipeline looks at, or all of them where it passes documents on as they are. */
export function fieldsOfPipeline(stages: readonly Document[]): ReadonlySet<string> | 'all' {
  const fields: string[] = [];
  for (const stage of stages) {
    const [[name, specification] = ['', undefined]] = Object.entries(stage);
    fields.push(...fieldsOfStage(name, specification));
    if (passesOnNothingElse(name, specification)) return new Set(fields);
  }
  return 'all';
}

function fieldsOfStage(name: string, specification: Value): readonly string[] {
  if (name === '$group') return fieldsOfExpression(specification);
  if (name === '$unwind')
    return fieldsOfExpression(isDocument(specification) ? specification['path'] : specification);
  if (!isDocument(specification)) return [];
  if (name === '$match') return fieldsOfFilter(specification);
  if (name === '$sort') return fieldsOfSort(specification);
  if (name === '$project')
    return ['_id', ...fieldsOfSort(specification), ...fieldsOfExpression(specification)];
  return [];
}

function passesOnNothingElse(name: string, specification: Value): boolean {
  if (name === '$group' || name === '$count') return true;
  return name === '$project' && isDocument(specification) && keepsOnlyNamed(specification);
}

/** Every `$path` in it, wherever it stands: one too many only costs time. */
function fieldsOfExpression(source: Value): readonly string[] {
  if (typeof source === 'string') return source.startsWith('$') ? [topLevel(source.slice(1))] : [];
  if (Array.isArray(source)) return source.flatMap(fieldsOfExpression);
  return isDocument(source) ? Object.values(source).flatMap(fieldsOfExpression) : [];
}

function topLevel(path: string): string {
  return path.split('.', 1)[0] ?? path;
}
