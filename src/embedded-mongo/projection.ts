import { badValue, CommandError, unsupported } from './command-error';
import { compileExpression, type Expression } from './expressions';
import { isDocument, isNumeric, numberOf, type Document, type Value } from './values';

/** A `$project` stage or the projection of a find: keeps the named fields, or all but the named fields, and computes others. */
export function compileProjection(specification: Document): (document: Document) => Document {
  const root = treeOf(specification);
  const keeps = namesWhatItKeeps(root);
  const id = root.fields.get('_id');
  if (id === undefined && keeps) root.fields.set('_id', 'keep');
  return (document) => project(document, root, keeps, document);
}

/** Whether a projection drops every field that it does not name. */
export function keepsOnlyNamed(specification: Document): boolean {
  return namesWhatItKeeps(treeOf(specification));
}

type Choice = 'keep' | 'drop' | Expression | Node;
interface Node {
  readonly fields: Map<string, Choice>;
}

const isNode = (choice: Choice | undefined): choice is Node => typeof choice === 'object';

function treeOf(specification: Document): Node {
  const root: Node = { fields: new Map() };
  for (const [path, value] of leafPaths(specification)) place(root, path, choiceOf(value));
  return root;
}

/** `{a: {b: 1}}` means `{'a.b': 1}`. */
function* leafPaths(
  specification: Document,
  above: readonly string[] = [],
): Generator<[path: readonly string[], value: Value]> {
  for (const [name, value] of Object.entries(specification)) {
    const path = [...above, ...name.split('.')];
    if (isSubProjection(value)) yield* leafPaths(value, path);
    else yield [path, value];
  }
}

function isSubProjection(value: Value): value is Document {
  if (!isDocument(value)) return false;
  const [first] = Object.keys(value);
  if (first === undefined) throw badValue('An empty sub-projection is not a valid value.');
  return !first.startsWith('$');
}

function place(node: Node, [name = '', ...rest]: readonly string[], choice: Choice): void {
  refuseName(name);
  const existing = node.fields.get(name);
  if (rest.length === 0) {
    if (existing !== undefined) throw collision(name);
    node.fields.set(name, choice);
    return;
  }
  if (existing !== undefined && !isNode(existing)) throw collision(name);
  const child: Node = existing ?? { fields: new Map() };
  node.fields.set(name, child);
  place(child, rest, choice);
}

function refuseName(name: string): void {
  if (name === '')
    throw new CommandError(40352, 'Location40352', 'A field path must not have an empty part.');
  if (name.startsWith('$')) throw unsupported(`'${name}' in a projection`);
}

function choiceOf(value: Value): Choice {
  if (typeof value === 'boolean') return value ? 'keep' : 'drop';
  if (isNumeric(value)) return numberOf(value) === 0 ? 'drop' : 'keep';
  return compileExpression(value);
}

const collision = (name: string) =>
  new CommandError(31250, 'Location31250', `Path collision in the projection at '${name}'.`);

/** A projection either keeps only what it names or drops only what it names; `_id` alone may differ. */
function namesWhatItKeeps(root: Node): boolean {
  const id = root.fields.get('_id');
  const named = [...root.fields]
    .filter(([name]) => name !== '_id' || isNode(id))
    .flatMap(([, choice]) => leaves(choice));
  const drops = named.filter((choice) => choice === 'drop').length;
  if (drops === 0) return named.length > 0 || id !== 'drop';
  if (drops === named.length && typeof id !== 'function') return false;
  throw new CommandError(
    31254,
    'Location31254',
    'A projection cannot both keep and drop fields other than _id.',
  );
}

function leaves(choice: Choice): readonly Choice[] {
  return isNode(choice) ? [...choice.fields.values()].flatMap(leaves) : [choice];
}

/** Kept fields stay in their order; computed ones follow in the order of the projection. */
function project(document: Document, node: Node, keeps: boolean, root: Document): Document {
  const result: Record<string, Value> = {};
  for (const [name, value] of Object.entries(document)) {
    const choice = node.fields.get(name) ?? (keeps ? 'drop' : 'keep');
    if (choice === 'keep') set(result, name, value);
    else if (isNode(choice)) set(result, name, projectValue(value, choice, keeps, root));
  }
  for (const [name, choice] of node.fields) {
    if (!Object.hasOwn(result, name)) set(result, name, computed(choice, keeps, root));
  }
  return result;
}

/** What a projection puts where the document has nothing. */
function computed(choice: Choice, keeps: boolean, root: Document): Value {
  if (typeof choice === 'function') return choice(root);
  return isNode(choice) && computes(choice) ? project({}, choice, keeps, root) : undefined;
}

function projectValue(value: Value, node: Node, keeps: boolean, root: Document): Value {
  if (isDocument(value)) return project(value, node, keeps, root);
  if (Array.isArray(value)) {
    return value
      .map((element) => projectValue(element, node, keeps, root))
      .filter((element) => element !== undefined);
  }
  if (computes(node)) return project({}, node, keeps, root);
  return keeps ? undefined : value;
}

function computes(choice: Choice): boolean {
  return leaves(choice).some((leaf) => typeof leaf === 'function');
}

function set(result: Record<string, Value>, name: string, value: Value): void {
  if (value !== undefined) result[name] = value;
}
