import { type mongo } from 'mongoose';
import { type UsageRecord, type UsageRollup, type UserMonth, type UserSet } from '../../src/usage';
import { type Books, booksOf, booksWith, pageIn, rollupName, setName, userMonthName } from './ledger-books';

const BOOKKEEPING = [
  '_id',
  'writers',
  'corrected',
  'mended',
  'version',
  'firstAt',
  'lastAt',
  'lastEmail',
  'lastName',
  'days',
];
const EXACTLY = { useBigInt64: true };

type Pages = Parameters<typeof pageIn>[0];

/** Every rollup that is not the sum of the stored records, and what it has to be. */
export async function verifyLedger(db: mongo.Db): Promise<readonly string[]> {
  const records = await db.collection<UsageRecord>('openai_token_usage').find({}, EXACTLY).toArray();
  return differencesOf(await storedBooks(db), booksOf(records));
}

/** Of each page, only what differs. */
export function differencesOf(stored: Books, expected: Books): readonly string[] {
  const names = new Set([...stored.keys(), ...expected.keys()]);
  return [...names].flatMap((name) => {
    const is = partsOf(stored, name);
    const hasToBe = partsOf(expected, name);
    const wrong = without(is, hasToBe);
    const missing = without(hasToBe, is);
    if (wrong === '' && missing === '') return [];
    return `${name} has (${wrong}) and not (${missing})`;
  });
}

const partsOf = (books: Books, name: string) => (books.get(name) ?? '').split(', ');

const without = (parts: readonly string[], others: readonly string[]) =>
  parts.filter((part) => !others.includes(part)).join(', ');

/** What is in the rollups. */
export async function storedBooks(db: mongo.Db): Promise<Books> {
  const pages: Pages = new Map();
  for (const rollup of await all<UsageRollup>(db, 'openai_usage_rollups')) {
    const name = rollupName({ ...rollup._id, start: rollup._id.start.toISOString() });
    fill(pages, name, rollup);
  }
  for (const month of await all<UserMonth>(db, 'openai_usage_user_months')) addUserMonth(pages, month);
  const users = await all<{ _id: string; ordinal: number | bigint }>(db, 'openai_usage_users');
  for (const set of await all<UserSet>(db, 'openai_usage_user_sets')) addSet(pages, set, users);
  return booksWith(pages);
}

function all<Document extends object>(db: mongo.Db, name: string): Promise<Document[]> {
  return db.collection(name).find({}, EXACTLY).toArray() as unknown as Promise<Document[]>;
}

function fill(pages: Pages, name: string, document: object): void {
  const page = pageIn(pages, name);
  for (const [field, value] of Object.entries(document) as [string, bigint | number][])
    if (!BOOKKEEPING.includes(field)) page.set(field, BigInt(value));
}

/** First and last tell of nothing where all calls of the month have been taken out. */
function addUserMonth(pages: Pages, month: UserMonth): void {
  const name = userMonthName({ month: month._id.month.toISOString(), userId: month._id.userId });
  fill(pages, name, month);
  for (const [day, sums] of Object.entries(month.days ?? {})) fillDay(pageIn(pages, name), day, sums);
  if ((month.totalRequests ?? 0n) === 0n && (month.failedRequests ?? 0n) === 0n) return;
  const page = pageIn(pages, name);
  page.set('firstAt', month.firstAt.toISOString()).set('lastAt', month.lastAt.toISOString());
  const { lastEmail, lastName } = month;
  if (lastEmail) page.set('lastEmail', `${lastEmail.at.toISOString()} ${lastEmail.text}`);
  if (lastName) page.set('lastName', `${lastName.at.toISOString()} ${lastName.text}`);
}

function fillDay(page: ReturnType<typeof pageIn>, day: string, sums: object = {}): void {
  for (const [field, value] of Object.entries(sums) as [string, bigint | number][])
    page.set(`days.${day}.${field}`, BigInt(value));
}

/** A user's ordinal is a bit: of 65,536 in a document, of 64 in a word. */
function addSet(
  pages: Pages,
  { _id, words }: UserSet,
  users: readonly { _id: string; ordinal: number | bigint }[],
): void {
  const page = pageIn(pages, setName(_id.period, _id.start.toISOString()));
  for (const { _id: userId, ordinal } of users) {
    const place = Number(ordinal) - _id.chunk * 65_536;
    const word = BigInt.asUintN(64, words[String(Math.floor(place / 64))] ?? 0n);
    const isIn = place >= 0 && place < 65_536 && ((word >> BigInt(place % 64)) & 1n) === 1n;
    if (isIn && userId !== '') page.set(userId, 'in');
  }
}
