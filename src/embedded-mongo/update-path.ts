import { Branch, rawFrom } from './branch';
import { CommandError, unsupported } from './command-error';
import { type Raw } from './raw-fields';

export type Path = readonly string[];

/** Where a path of an update leads: to a field, to one that can be made, or nowhere, because a value is in its way. */
export type Place =
  | { readonly kind: 'present'; readonly parent: Branch; readonly name: string; readonly current: Raw }
  | { readonly kind: 'absent'; readonly parent: Branch; readonly names: Path }
  | { readonly kind: 'blocked'; readonly by: string };

export function placeOf(root: Branch, path: Path): Place {
  let parent = root;
  for (const [depth, name] of path.entries()) {
    if (!parent.takes(name)) return { kind: 'blocked', by: path.slice(0, depth).join('.') };
    const field = parent.get(name);
    if (field === undefined) return { kind: 'absent', parent, names: path.slice(depth) };
    if (depth === path.length - 1) return { kind: 'present', parent, name, current: rawFrom(field) };
    const branch = parent.branchAt(name);
    if (branch === undefined) return { kind: 'blocked', by: path.slice(0, depth + 1).join('.') };
    parent = branch;
  }
  throw new Error('A path has at least one name.');
}

/** Puts a value where a path leads, and makes the documents on the way. */
export function putAt(place: Place, value: Raw): void {
  switch (place.kind) {
    case 'present':
      place.parent.put(place.name, value);
      return;
    case 'absent': {
      const [name = '', ...below] = place.names;
      place.parent.put(name, nested(below, value));
      return;
    }
    case 'blocked':
      throw notViable(place);
  }
}

export function notViable({ by }: Extract<Place, { readonly kind: 'blocked' }>): CommandError {
  return new CommandError(28, 'PathNotViable', `Cannot create a field in '${by}', which is no document.`);
}

function nested(names: Path, value: Raw): Raw | Branch {
  const [name, ...below] = names;
  if (name === undefined) return value;
  const branch = Branch.ofDocument();
  branch.put(name, nested(below, value));
  return branch;
}

export function pathOf(text: string): Path {
  const names = text.split('.');
  if (names.includes('')) {
    throw new CommandError(56, 'EmptyFieldName', `The update path '${text}' contains an empty field name.`);
  }
  const positional = names.find((name) => name.startsWith('$'));
  if (positional !== undefined) throw unsupported(`'${positional}' in the path of an update`);
  return names;
}

/** The order in which MongoDB applies the changes of one update, and so the order of the fields that it adds. */
export function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const order = compareNames(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const WHOLE_NUMBER = /^\d+$/;

function compareNames(a: string, b: string): number {
  if (WHOLE_NUMBER.test(a) && WHOLE_NUMBER.test(b)) return Number(a) - Number(b) || a.length - b.length;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((name, i) => path[i] === name);
}
