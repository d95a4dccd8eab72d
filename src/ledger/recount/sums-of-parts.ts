import { setTimeout as sleep } from 'node:timers/promises';
import { type Period, startOf, SUM_NAMES, UsageSums, type UsageRollup } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { amountOf, type Difference, expectedOf, type Found, sumsDifference } from './difference';
import { isInFlight, progresses } from './moment';
import { keyOf, readRollups, rollupName } from './rollup-recount';
import { type Stretch } from './time-line';

const TRIES = 10;
const PAUSE_MS = 50;

/** What was found of documents that have to be the sums of others. */
export interface PartsFound {
  readonly documents: number;
  readonly differences: readonly Difference[];
  /** Documents that differ while a batch is being counted in them, by an instance that may be down. */
  readonly unsettled: number;
}

/** Whether days are the sums of their quarters of an hour, or months those of their days. Changes nothing. */
export async function compareWithParts(
  collections: LedgerCollections,
  period: 'day' | 'month',
  stretch: Stretch,
): Promise<PartsFound> {
  for (let left = TRIES; ; left--) {
    const found = await compareOnce(collections, period, stretch);
    if (found.unsettled === 0 || left === 0) return found;
    await sleep(PAUSE_MS);
  }
}

interface Family {
  readonly _id: UsageRollup['_id'];
  whole?: UsageRollup & Found;
  readonly parts: UsageRollup[];
  readonly sum: UsageSums;
}

async function compareOnce(
  collections: LedgerCollections,
  period: 'day' | 'month',
  stretch: Stretch,
): Promise<PartsFound> {
  // Batches that were counted by then are in all documents, and the others show in those that they are in.
  const before = await progresses(collections);
  const wholes = await readRollups(collections, period, stretch);
  const parts = await readRollups(collections, period === 'day' ? 'quarter' : 'day', stretch);
  const families = new Map<string, Family>();
  for (const whole of wholes) familyOf(families, period, whole).whole = whole;
  for (const part of parts) {
    const family = familyOf(families, period, part);
    family.parts.push(part);
    addTo(family.sum, part);
  }
  const wrong = [...families.values()].flatMap((family) => {
    const difference = sumsDifference(rollupName(family._id), family.whole, expectedOf(family.sum));
    const documents = [...family.parts, ...(family.whole ? [family.whole] : [])];
    return difference === undefined ? [] : { difference, isMoving: isInFlight(documents, before) };
  });
  return {
    documents: families.size,
    differences: wrong.filter(({ isMoving }) => !isMoving).map(({ difference }) => difference),
    unsettled: wrong.filter(({ isMoving }) => isMoving).length,
  };
}

function familyOf(families: Map<string, Family>, period: Period, { _id }: UsageRollup): Family {
  const start = startOf(period, _id.start);
  const ofWhole = 'all' in _id ? { all: period, start } : { ..._id, period, start };
  const key = keyOf(ofWhole);
  const known = families.get(key);
  if (known !== undefined) return known;
  const family = { _id: ofWhole, parts: [], sum: new UsageSums() };
  families.set(key, family);
  return family;
}

function addTo(sum: UsageSums, part: Found): void {
  for (const name of SUM_NAMES) sum[name] += amountOf(part[name]) ?? 0n;
}
