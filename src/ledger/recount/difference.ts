import { SUM_NAMES, type SumName, type UsageSums } from '../../usage';

/** Something that is not what the records say. All of it is for a person to read. */
export interface Difference {
  /** Which document. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** Stored sums, by their paths. */
export type Found = Readonly<Record<string, unknown>>;

/** All sums that a document may have, as the records say. */
export type Expected = Readonly<Record<string, bigint>>;

export const expectedOf = (sums: UsageSums): Readonly<Record<SumName, bigint>> =>
  Object.fromEntries(SUM_NAMES.map((name) => [name, sums[name]])) as Record<SumName, bigint>;

/** A stored sum as an integer, or nothing where somebody has put something else there. */
export function amountOf(value: unknown): bigint | undefined {
  if (value === undefined) return 0n;
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

/** With what they have to be. */
export function wrongSums(found: Found, expected: Expected): readonly (readonly [string, bigint])[] {
  return Object.entries(expected).filter(([name, amount]) => amountOf(found[name]) !== amount);
}

/** What is wrong in the sums of a document, or nothing where it is there and right, or not there and not needed. */
export function sumsDifference(
  where: string,
  found: Found | undefined,
  expected: Expected,
): Difference | undefined {
  const wrong = wrongSums(found ?? {}, expected);
  if (wrong.length === 0) return undefined;
  return {
    where,
    expected: wrong.map(([name, amount]) => `${name} ${amount}`).join(', '),
    found:
      found === undefined
        ? 'no such document'
        : wrong.map(([name]) => `${name} ${textOf(found[name])}`).join(', '),
  };
}

function textOf(value: unknown): string {
  if (value === undefined) return '0';
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : typeof value;
}

/** Names come from whoever called, and must not be able to write to a terminal. */
export const shown = (name: unknown): string =>
  typeof name === 'string' && /^[\w.:/@-]+$/.test(name) ? name : JSON.stringify(name);
