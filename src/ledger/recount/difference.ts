import { SUM_NAMES, type SumName, type UsageSums } from '../../usage';

/** Something that is not what the records say. All of it is for a person to read. */
export interface Difference {
  /** Which document. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

export type Found = Readonly<Partial<Record<SumName, unknown>>>;

/** A stored sum as an integer, or nothing where somebody has put something else there. */
export function amountOf(value: unknown): bigint | undefined {
  if (value === undefined) return 0n;
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

export function wrongNames(found: Found, expected: UsageSums): readonly SumName[] {
  return SUM_NAMES.filter((name) => amountOf(found[name]) !== expected[name]);
}

/** What is wrong in the sums of a document, or nothing where it is there and right, or not there and not needed. */
export function sumsDifference(
  where: string,
  found: Found | undefined,
  expected: UsageSums,
): Difference | undefined {
  const names = wrongNames(found ?? {}, expected);
  if (names.length === 0) return undefined;
  return {
    where,
    expected: names.map((name) => `${name} ${expected[name]}`).join(', '),
    found:
      found === undefined
        ? 'no such document'
        : names.map((name) => `${name} ${textOf(found[name])}`).join(', '),
  };
}

function textOf(value: unknown): string {
  if (value === undefined) return '0';
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : typeof value;
}

/** Names come from whoever called, and must not be able to write to a terminal. */
export const shown = (name: unknown): string =>
  typeof name === 'string' && /^[\w.:/@-]+$/.test(name) ? name : JSON.stringify(name);
