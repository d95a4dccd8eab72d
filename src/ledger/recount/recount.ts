import { endOf, startOf } from '../../usage';
import {
  checked,
  NOTHING,
  pause,
  type Position,
  ReadAgain,
  type RecountStep,
  together,
  TRIES,
} from './recount-step';
import { RollupRecount } from './rollup-recount';
import { type Recounting, recountSlice } from './slice-recount';
import { compareWithParts } from './sums-of-parts';
import { beginningOf, firstIn, rounded, type Stretch } from './time-line';
import { recountUserMonths } from './user-month-recount';

/** What a step found, and where the next one begins. */
export type RecountProgress = RecountStep & { readonly next: Position };

/**
 * Goes through all documents of a range, in the order of time, and holds them against the records: in steps of a second
 * or so, in bounded memory, while writers go on. It can be left after any step, and begun there again.
 *
 * Quarters of an hour and users' months are held against records. A rebuild does so with days and months, too; a look,
 * which may be continued by another request, holds days against their quarters, and months against their days.
 */
export async function* recount(
  recounting: Recounting,
  range: Stretch,
  begin?: Position,
): AsyncGenerator<RecountProgress, void, undefined> {
  const { from, before } = rounded(recounting.lateStamps === undefined ? 'day' : 'month', range);
  let at = begin === undefined ? from : 'from' in begin ? begin.from : endOf('month', begin.month);
  if (begin !== undefined && 'month' in begin) yield* userPages(recounting, begin.month, begin.after);
  for (;;) {
    const first = await firstIn(recounting.collections, { from: at, before });
    if (first === undefined) return;
    const month = startOf('month', first);
    const end = endOf('month', month);
    const isWhole = from <= month && end <= before;
    const stretch = { from: later(at, startOf('day', first)), before: earlier(end, before) };
    yield* wholeOrPart(recounting, month, stretch, isWhole);
    at = stretch.before;
  }
}

const later = (one: Date, other: Date) => (one > other ? one : other);
const earlier = (one: Date, other: Date) => (one < other ? one : other);

/** A rebuild begins a month again where somebody was in the way. */
async function* wholeOrPart(
  recounting: Recounting,
  month: Date,
  stretch: Stretch,
  isWhole: boolean,
): AsyncGenerator<RecountProgress, void, undefined> {
  for (let tries = 1; ; tries++) {
    try {
      yield* blocks(recounting, month, stretch, isWhole);
      break;
    } catch (error) {
      if (!(error instanceof ReadAgain) || tries === TRIES) throw error;
      await pause(tries);
    }
  }
  if (isWhole) yield* userPages(recounting, month, '');
}

async function* blocks(
  recounting: Recounting,
  month: Date,
  { from, before }: Stretch,
  isWhole: boolean,
): AsyncGenerator<RecountProgress, void, undefined> {
  const { collections } = recounting;
  const months = await around(recounting, 'month', { from: month, before: endOf('month', month) });
  let first: Date | undefined = from;
  while (first !== undefined) {
    const block = await beginningOf('day', { from: first, before }, collections);
    const following = await firstIn(collections, { from: block.before, before });
    const end: Position = isWhole ? { month, after: '' } : { from: before };
    const next: Position = following === undefined ? end : { from: block.before };
    for await (const step of slices(recounting, block, months)) yield { ...step, next: step.next ?? next };
    first = following && later(block.before, startOf('day', following));
  }
  const found = await closed(recounting, 'month', months);
  if (months.length > 0) yield { ...found, next: { month, after: '' } };
}

/** The slices of a block of days. The last one comes with the days, and without a `next`. */
async function* slices(
  recounting: Recounting,
  block: Stretch,
  months: readonly RollupRecount[],
): AsyncGenerator<RecountStep & { readonly next?: Position }, void, undefined> {
  const days = await around(recounting, 'day', block);
  for (let at = block.from; at < block.before;) {
    const slice = await beginningOf('quarter', { from: at, before: block.before }, recounting.collections);
    const step = await recountSlice(recounting, slice, [...days, ...months]);
    at = slice.before;
    if (at < block.before) yield { ...step, next: { from: at } };
    else yield together(step, await wholeDays(recounting, block, days));
  }
}

async function wholeDays(
  recounting: Recounting,
  block: Stretch,
  days: readonly RollupRecount[],
): Promise<RecountStep> {
  // Who goes on in the middle of a day looks at all of it.
  const whole = rounded('day', block);
  const sets = await recounting.sets.lookForTooMany('day', whole);
  const ofSets = { ...sets, checked: checked({ userSets: sets.documents }) };
  if (recounting.lateStamps !== undefined) return together(await closed(recounting, 'day', days), ofSets);
  const found = await compareWithParts(recounting.collections, 'day', whole);
  return together({ ...NOTHING, ...found, checked: checked({ rollups: found.documents }) }, ofSets);
}

/** The longer stretches around, which only a rebuild holds against records. */
async function around(
  { collections, lateStamps }: Recounting,
  period: 'day' | 'month',
  stretch: Stretch,
): Promise<readonly RollupRecount[]> {
  if (lateStamps === undefined) return [];
  return [await RollupRecount.read(collections, period, stretch, lateStamps.writer)];
}

async function closed(
  { sets }: Recounting,
  period: 'day' | 'month',
  [rollups]: readonly RollupRecount[],
): Promise<RecountStep> {
  if (rollups === undefined) return NOTHING;
  if (!(await rollups.mend())) throw new ReadAgain();
  const found = {
    ...NOTHING,
    checked: checked({ rollups: rollups.count }),
    differences: rollups.differences,
  };
  if (period === 'day') return found;
  const tooMany = await sets.lookForTooMany('month', rollups.stretch);
  return together(found, { ...tooMany, checked: checked({ userSets: tooMany.documents }) });
}

/** What is kept by user in a month; before the first of them, in a look, the month itself. */
async function* userPages(
  recounting: Recounting,
  month: Date,
  after: string,
): AsyncGenerator<RecountProgress, void, undefined> {
  const { collections, lateStamps } = recounting;
  const isMending = lateStamps !== undefined;
  let step = !isMending && after === '' ? await wholeMonth(recounting, month) : NOTHING;
  for (let last: string | undefined = after, tries = 1; last !== undefined;) {
    const found = await recountUserMonths(
      collections,
      { month, after: last },
      { own: lateStamps?.writer, isMending },
    );
    if (found === undefined) {
      if (tries++ > TRIES) throw new Error('Users are being counted all the time. Run this again.');
      await pause(tries);
      continue;
    }
    tries = 1;
    last = found.last;
    step = together(step, { ...found, checked: checked({ userMonths: found.documents }) });
    yield { ...step, next: last === undefined ? { from: endOf('month', month) } : { month, after: last } };
    step = NOTHING;
  }
}

async function wholeMonth({ collections, sets }: Recounting, month: Date): Promise<RecountStep> {
  const whole = { from: month, before: endOf('month', month) };
  const found = await compareWithParts(collections, 'month', whole);
  const tooMany = await sets.lookForTooMany('month', whole);
  return together(
    { ...NOTHING, ...found, checked: checked({ rollups: found.documents }) },
    { ...tooMany, checked: checked({ userSets: tooMany.documents }) },
  );
}
