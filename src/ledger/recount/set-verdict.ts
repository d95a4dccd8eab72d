import { setTimeout as sleep } from 'node:timers/promises';
import { placeOf } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { activeRecords, type SetOfUsers } from '../recompute';
import { lastBatchOf } from '../stamp';
import { setOf } from '../user-sets';
import { progresses } from './moment';
import { MAX_TIME_MS } from './time-line';

/** `unsettled`: a record of the user is being counted, by an instance that may be down. */
export type Verdict = 'right' | 'wrong' | 'unsettled';

interface UserOfSet extends SetOfUsers {
  readonly userId: string;
  readonly ordinal: number | undefined;
}

const TRIES = 5;
const PAUSE_MS = 50;
const OPTIONS = { projection: { batch: 1 }, maxTimeMS: MAX_TIME_MS };

/** Whether a user is missing from a set though a record of theirs has long been counted. */
export async function isMissingIndeed(collections: LedgerCollections, user: UserOfSet): Promise<Verdict> {
  const filter = activeRecords(user.userId, user.period, user.start);
  for (let left = TRIES; left > 0; left--) {
    const counted = await progresses(collections);
    const active = await collections.records.find(filter, OPTIONS).limit(100).toArray();
    if (active.length === 0) return 'right';
    const settled = active.find(({ batch }) => isSettled(batch, counted));
    if (settled !== undefined) {
      if (await isInSet(collections, user)) return 'right';
      const { _id, batch } = settled;
      const isAsItWas = { _id, batch: batch ?? null } as object;
      if ((await collections.records.findOne(isAsItWas, OPTIONS)) !== null) return 'wrong';
    }
    await sleep(PAUSE_MS);
  }
  return 'unsettled';
}

/** Whether a user is in a set without a record, and without one that was taken out a moment ago. */
export async function isTooMuchIndeed(collections: LedgerCollections, user: UserOfSet): Promise<Verdict> {
  const active = activeRecords(user.userId, user.period, user.start);
  for (let left = TRIES; left > 0; left--) {
    const counted = await progresses(collections);
    if ((await collections.records.findOne(active, OPTIONS)) !== null) return 'right';
    const inactive = await collections.records
      .find({ ...active, isActive: false }, OPTIONS)
      .limit(100)
      .toArray();
    if (inactive.every(({ batch }) => isSettled(batch, counted))) {
      if (!(await isInSet(collections, user))) return 'right';
      if ((await collections.records.findOne(active, OPTIONS)) === null) return 'wrong';
    }
    await sleep(PAUSE_MS);
  }
  return 'unsettled';
}

function isSettled(batch: string | undefined, counted: ReadonlyMap<string, number>): boolean {
  if (batch === undefined) return true;
  const { writer, number } = lastBatchOf(batch);
  return number <= (counted.get(writer) ?? 0);
}

async function isInSet(
  { userSets }: LedgerCollections,
  { period, start, ordinal }: UserOfSet,
): Promise<boolean> {
  if (ordinal === undefined) return false;
  const { chunk, word, bit } = placeOf(ordinal);
  const set = await userSets.findOne(setOf(period, start, chunk), { useBigInt64: true });
  return ((set?.words[word] ?? 0n) & bit) !== 0n;
}
