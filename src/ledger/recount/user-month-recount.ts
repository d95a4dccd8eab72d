import { endOf, shapeFault, type UncheckedRecord, UsageSums, type UserMonth } from '../../usage';
import { type LedgerCollections, type StoredRecord } from '../ledger-collections';
import { recomputeFirstAndLast } from '../recompute';
import { dayIn, type Seen, withRecord } from '../tally';
import { emptyBrokenDays, expectedInMonth, foundInMonth } from './days-of-month';
import { type Difference, type Found, shown, sumsDifference } from './difference';
import { mendSums } from './mend-sums';
import { atMoment, isHeld, isSettledBefore, type Moment } from './moment';
import { summed } from './slice-scan';
import { findsMany, MAX_TIME_MS } from './time-line';

type StoredMonth = UserMonth & Found;

const MOST_USERS = 1_000;
const EXACTLY = { useBigInt64: true, maxTimeMS: MAX_TIME_MS, batchSize: 1_000 };

/** One user's month: as it was read, and what its records say. */
interface Page {
  readonly _id: UserMonth['_id'];
  readonly found: StoredMonth | undefined;
  readonly expected: UsageSums;
  /** By the day of the month. */
  readonly days: Map<number, UsageSums>;
  /** Of active records. */
  seen?: Seen;
  /** Whether something that was done to a record may not have reached all of the document. */
  isMoving: boolean;
}

/** The months of some users, in the order of their ids. */
export interface UserPage {
  readonly month: Date;
  /** The last user of the page before, `''` for the first page. */
  readonly after: string;
}

export interface UserMonthsFound {
  readonly documents: number;
  readonly differences: readonly Difference[];
  readonly unsettled: number;
  /** The last user of this page, nothing where it was the last page. */
  readonly last: string | undefined;
}

/** Who may have a document: whoever was ever named, and whoever has one. */
interface Users {
  readonly ids: readonly string[];
  readonly last: string | undefined;
}

/**
 * Holds the months of a page of users against their records, and puts them right.
 * @returns nothing where somebody was in the way: it has to be done again
 */
export async function recountUserMonths(
  collections: LedgerCollections,
  page: UserPage,
  { own, isMending }: { readonly own: string | undefined; readonly isMending: boolean },
): Promise<UserMonthsFound | undefined> {
  const users = await usersOf(collections, page);
  const { read, moment } = await atMoment(collections, own, () => monthsOf(collections, page, users.last));
  const pages = new Map<string, Page>();
  for (const found of read) pages.set(found._id.userId, pageOf(found._id, found));
  for (const userId of users.ids)
    if (!pages.has(userId)) pages.set(userId, pageOf({ month: page.month, userId }, undefined));
  if (!(await addRecords(collections, pages, page.month, moment))) return undefined;
  const wrong = [...pages.values()].filter((one) => differencesOf(one).length > 0);
  if (isMending && !(await mend(collections, wrong))) return undefined;
  const isUnsettled = (one: Page) => one.isMoving && !isMending && sumsOf(one) === undefined;
  return {
    documents: read.length,
    differences: wrong.filter((one) => !isUnsettled(one)).flatMap(differencesOf),
    unsettled: wrong.filter(isUnsettled).length,
    last: users.last,
  };
}

const pageOf = (_id: Page['_id'], found: StoredMonth | undefined): Page => ({
  _id,
  found,
  expected: new UsageSums(),
  days: new Map(),
  isMoving: false,
});

async function usersOf(collections: LedgerCollections, { month, after }: UserPage): Promise<Users> {
  for (let most = MOST_USERS; ; most = Math.ceil(most / 4)) {
    const users = await collections.users
      .find({ _id: { $gt: after } }, { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS })
      .sort({ _id: 1 })
      .limit(most)
      .toArray();
    const ids = users.map(({ _id }) => _id);
    if (most === 1 || !(await findsMany(collections, recordsOf(ids, month))))
      return { ids, last: ids.length === most ? ids.at(-1) : undefined };
  }
}

const recordsOf = (userIds: readonly string[], month: Date) => ({
  userId: { $in: [...userIds] },
  timestamp: { $gte: month, $lt: endOf('month', month) },
});

function monthsOf(
  { userMonths }: LedgerCollections,
  { month, after }: UserPage,
  last: string | undefined,
): Promise<StoredMonth[]> {
  const from = after === '' ? { $gte: { month } } : { $gt: { month, userId: after } };
  const to =
    last === undefined ? { $lt: { month: endOf('month', month) } } : { $lte: { month, userId: last } };
  const filter = { _id: { ...from, ...to } } as object;
  return userMonths.find(filter, EXACTLY).toArray();
}

/** @returns whether it could be told what the documents held */
async function addRecords(
  { records }: LedgerCollections,
  pages: ReadonlyMap<string, Page>,
  month: Date,
  moment: Moment,
): Promise<boolean> {
  if (pages.size === 0) return true;
  const found = records.find(recordsOf([...pages.keys()], month), {
    ...EXACTLY,
    projection: { rawUsage: 0 },
  });
  for await (const record of found) {
    const page = pages.get(record.userId ?? '');
    if (page === undefined || !isCountable(record)) continue;
    if (!addRecord(page, record, moment)) return false;
  }
  return true;
}

const isCountable = (record: StoredRecord) =>
  record.batch !== undefined && shapeFault(record as unknown as UncheckedRecord) === undefined;

function addRecord(page: Page, record: StoredRecord, moment: Moment): boolean {
  const isIn = isHeld(record, page.found?.writers ?? {}, moment);
  if (isIn) {
    page.expected.add(summed(record), 1n);
    dayIn(page.days, record.timestamp).add(summed(record), 1n);
  }
  if (record.isActive) page.seen = withRecord(page.seen, record);
  page.isMoving ||= !isSettledBefore(record, moment);
  return isIn !== undefined;
}

async function mend(collections: LedgerCollections, wrong: readonly Page[]): Promise<boolean> {
  const found = wrong.flatMap((one) => one.found ?? []);
  if (await emptyBrokenDays(collections, found)) return false;
  const isMended = await mendSums(
    collections.userMonths,
    wrong
      .filter((one) => sumsOf(one) !== undefined)
      .map((one) => ({
        _id: one._id,
        found: foundInMonth(one.found),
        expected: expectedOf(one),
        // Readers expect these in every document that has records.
        beside: {
          $setOnInsert: {
            version: 1,
            ...(one.seen && { firstAt: one.seen.firstAt, lastAt: one.seen.lastAt }),
          },
        },
      })),
  );
  if (!isMended) return false;
  for (const one of wrong)
    if (one.found === undefined || seenOf(one) !== undefined)
      await recomputeFirstAndLast(collections, one._id);
  return true;
}

function differencesOf(page: Page): readonly Difference[] {
  return [sumsOf(page), seenOf(page)].flatMap((difference) => difference ?? []);
}

const nameOf = ({ _id }: Page) => `the month ${_id.month.toISOString()} of user ${shown(_id.userId)}`;

const sumsOf = (page: Page) => sumsDifference(nameOf(page), foundInMonth(page.found), expectedOf(page));

const expectedOf = ({ found, expected, days }: Page) => expectedInMonth(found, expected, days);

/** Of a document that has to be there. Where all records were taken out, it tells of nothing. */
function seenOf(page: Page): Difference | undefined {
  const { found, seen } = page;
  if (found === undefined) return undefined;
  for (const [name, expected] of Object.entries({
    firstAt: textOf(seen?.firstAt),
    lastAt: textOf(seen?.lastAt),
    lastEmail: textOf(seen?.lastEmail),
    lastName: textOf(seen?.lastName),
  })) {
    const is = textOf(found[name as keyof Seen]);
    if (is !== expected) return { where: nameOf(page), expected: `${name} ${expected}`, found: is };
  }
  return undefined;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value instanceof Date) return value.toISOString();
  const { at, text } = value as { readonly at?: unknown; readonly text?: unknown };
  return `${shown(text)} at ${textOf(at)}`;
}
