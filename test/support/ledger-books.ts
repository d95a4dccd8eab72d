import { type UsageRecord } from '../../src/usage';

/** Documents by readable names, each with what is in it as text: zeros are left out, they say the same as nothing. */
export type Books = ReadonlyMap<string, string>;

type Page = Map<string, bigint | string>;

/**
 * What has to be in the rollups, added up record by record. It shares no code with the writer: what is wrong there must
 * not be wrong here.
 */
export function booksOf(records: readonly UsageRecord[]): Books {
  const pages = new Map<string, Page>();
  for (const record of records.filter(({ isActive }) => isActive)) {
    const { timestamp, modelName, operation, outcome, userId } = record;
    for (const [period, start] of Object.entries(startsOf(timestamp))) {
      addTo(pageIn(pages, rollupName({ period, start, modelName, operation, outcome })), record);
      addTo(pageIn(pages, rollupName({ all: period, start })), record);
      if (userId !== null) pageIn(pages, setName(period, start)).set(userId, 'in');
    }
    if (userId === null) continue;
    const month = pageIn(pages, userMonthName({ month: startsOf(timestamp).month, userId }));
    addTo(month, record);
    addToDay(month, record);
    noteFirstAndLast(month, record);
  }
  return booksWith(pages);
}

/** The quarter of an hour, the day and the month of UTC, as instants. */
function startsOf(timestamp: Date) {
  const text = timestamp.toISOString();
  const minutes = Math.floor(timestamp.getUTCMinutes() / 15) * 15;
  return {
    quarter: `${text.slice(0, 14)}${String(minutes).padStart(2, '0')}:00.000Z`,
    day: `${text.slice(0, 10)}T00:00:00.000Z`,
    month: `${text.slice(0, 7)}-01T00:00:00.000Z`,
  };
}

function addTo(page: Page, record: UsageRecord): void {
  const add = (name: string, amount: bigint | number) =>
    page.set(name, BigInt(page.get(name) ?? 0n) + BigInt(amount));
  const { costNanoUsd, userId } = record;
  add(record.outcome === 'failed' ? 'failedRequests' : 'totalRequests', 1);
  if (costNanoUsd === null) add('unpricedRequests', 1);
  if (record.usageSource === 'estimated') add('estimatedRequests', 1);
  if (userId === null) add('unattributedRequests', 1);
  if (userId === null) add('unattributedCostNanoUsd', costNanoUsd ?? 0n);
  add('costNanoUsd', costNanoUsd ?? 0n);
  add('promptTokens', record.promptTokens);
  add('completionTokens', record.completionTokens);
  add('totalTokens', record.totalTokens);
  add('cachedTokens', record.cachedTokens);
  add('cacheWriteTokens', record.cacheWriteTokens);
  add('reasoningTokens', record.reasoningTokens);
  add('audioTokens', record.audioTokens);
}

/** Of each day of a user, what is asked of days. */
function addToDay(
  page: Page,
  { timestamp, totalTokens, costNanoUsd, outcome, usageSource }: UsageRecord,
): void {
  const add = (name: string, amount: bigint | number) => {
    const path = `days.${Number(timestamp.toISOString().slice(8, 10))}.${name}`;
    page.set(path, BigInt(page.get(path) ?? 0n) + BigInt(amount));
  };
  add(outcome === 'failed' ? 'failedRequests' : 'totalRequests', 1);
  add('unpricedRequests', costNanoUsd === null ? 1 : 0);
  add('estimatedRequests', usageSource === 'estimated' ? 1 : 0);
  add('totalTokens', totalTokens);
  add('costNanoUsd', costNanoUsd ?? 0n);
}

function noteFirstAndLast(page: Page, { timestamp, userEmail, userName }: UsageRecord): void {
  const at = timestamp.toISOString();
  const keep = (name: string, value: string, isBetter: (before: string) => boolean) => {
    const before = page.get(name);
    if (typeof before !== 'string' || isBetter(before)) page.set(name, value);
  };
  keep('firstAt', at, (before) => at < before);
  keep('lastAt', at, (before) => at > before);
  if (userEmail !== null) keep('lastEmail', `${at} ${userEmail}`, (before) => `${at} ${userEmail}` > before);
  if (userName !== undefined) keep('lastName', `${at} ${userName}`, (before) => `${at} ${userName}` > before);
}

export const rollupName = (id: Readonly<Record<string, string>>): string =>
  id['all'] === undefined
    ? ['rollup', id['period'], id['start'], id['modelName'], id['operation'], id['outcome']].join(' ')
    : ['all of', id['all'], id['start']].join(' ');

export const userMonthName = (id: { readonly month: string; readonly userId: string }): string =>
  `user month ${id.month} ${id.userId}`;

export const setName = (period: string, start: string): string => `users of the ${period} ${start}`;

export function pageIn(pages: Map<string, Page>, name: string): Page {
  const page = pages.get(name) ?? new Map<string, bigint | string>();
  pages.set(name, page);
  return page;
}

/** In one order, whatever that of their makers was. */
export function booksWith(pages: ReadonlyMap<string, Page>): Books {
  const texts = [...pages].map(([name, page]) => [name, textOf(page)] as const);
  return new Map(texts.filter(([, text]) => text !== '').sort(([one], [other]) => (one < other ? -1 : 1)));
}

function textOf(page: Page): string {
  const entries = [...page].filter(([, value]) => value !== 0n);
  return entries
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(', ');
}
