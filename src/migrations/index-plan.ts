import { type UsageIndex } from '../usage';

/** An index as the database lists it: with a name, a key, and whatever options somebody gave it. */
export interface ListedIndex {
  readonly name?: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

export interface IndexPlan {
  readonly missing: readonly UsageIndex[];
  /** The name is taken by an index that does not do. */
  readonly conflicting: readonly { readonly wanted: UsageIndex; readonly listed: ListedIndex }[];
  /** Names of our indexes that are there though they are not wanted. Those of others are none of our business. */
  readonly extra: readonly string[];
}

/** What lies between the indexes that are there and those that are wanted. An index does under any name. */
export function indexPlan(
  listed: readonly ListedIndex[],
  wanted: readonly UsageIndex[],
  ours: readonly UsageIndex[],
): IndexPlan {
  const isThere = (index: UsageIndex) => listed.some((there) => serves(there, index));
  const open = wanted.filter((index) => !isThere(index));
  const conflicting = open.flatMap((index) =>
    listed.filter(({ name }) => name === index.name).map((there) => ({ wanted: index, listed: there })),
  );
  const names = new Set(wanted.map(({ name }) => name));
  return {
    missing: open.filter((index) => conflicting.every((conflict) => conflict.wanted !== index)),
    conflicting,
    extra: ours.filter((index) => !names.has(index.name) && isThere(index)).map(({ name }) => name),
  };
}

/** `{userId: 1, timestamp: -1}` */
export function keyText(key: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(key)
    .map(([path, direction]) => `${path}: ${String(direction)}`)
    .join(', ')}}`;
}

/** What an index may have beside its key without being another kind of index: partial, unique, hidden, expiring ones do not do. */
const OF_ANY_INDEX: ReadonlySet<string> = new Set(['v', 'key', 'name', 'ns', 'background']);

export function optionsOf(index: ListedIndex): readonly string[] {
  return Object.keys(index).filter((option) => !OF_ANY_INDEX.has(option));
}

function serves(listed: ListedIndex, wanted: UsageIndex): boolean {
  return keyText(listed.key) === keyText(wanted.key) && optionsOf(listed).length === 0;
}
