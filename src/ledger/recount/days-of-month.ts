import { DAY_SUM_NAMES, UsageSums, type UserMonth } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { type Expected, expectedOf, type Found } from './difference';

/** The sums of a user's month, and of its days by their paths, as they are stored. */
export function foundInMonth(month: (UserMonth & Found) | undefined): Found | undefined {
  if (month === undefined) return undefined;
  const found: Record<string, unknown> = { ...month };
  for (const [day, sums] of Object.entries(daysOf(month)))
    for (const name of DAY_SUM_NAMES) found[pathOf(day, name)] = isObject(sums) ? sums[name] : undefined;
  for (const [path, is] of brokenPlacesIn(month)) found[path] = is;
  return found;
}

/** The same, as they have to be: of each day that is stored, or has records. */
export function expectedInMonth(
  month: (UserMonth & Found) | undefined,
  sums: UsageSums,
  days: ReadonlyMap<number, UsageSums>,
): Expected {
  const expected: Record<string, bigint> = { ...expectedOf(sums) };
  const known = new Map(Array.from(days, ([day, ofDay]) => [String(day), ofDay]));
  for (const day of new Set([...Object.keys(daysOf(month)), ...known.keys()])) {
    const ofDay = known.get(day) ?? new UsageSums();
    for (const name of DAY_SUM_NAMES) expected[pathOf(day, name)] = ofDay[name];
  }
  // No number can be right there.
  for (const [path] of month === undefined ? [] : brokenPlacesIn(month)) expected[path] = 0n;
  return expected;
}

/**
 * Empties the places of days where something else is, to which nothing could be added.
 * @returns whether there were any
 */
export async function emptyBrokenDays(
  { userMonths }: LedgerCollections,
  months: readonly (UserMonth & Found)[],
): Promise<boolean> {
  const operations = months.flatMap((month) =>
    brokenPlacesIn(month).map(([path, is]) => ({
      updateOne: { filter: { _id: month._id, [path]: is }, update: { $set: { [path]: {} } } },
    })),
  );
  if (operations.length > 0) await userMonths.bulkWrite(operations);
  return operations.length > 0;
}

function brokenPlacesIn({ days = {} }: { readonly days?: unknown }): readonly [string, unknown][] {
  if (!isObject(days)) return [['days', days]];
  return Object.entries(days).flatMap(([day, sums]) => (isObject(sums) ? [] : [[`days.${day}`, sums]]));
}

const pathOf = (day: string, name: string) => `days.${day}.${name}`;

function daysOf(month: (UserMonth & Found) | undefined): Readonly<Record<string, unknown>> {
  const days: unknown = month?.days;
  return isObject(days) ? days : {};
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
