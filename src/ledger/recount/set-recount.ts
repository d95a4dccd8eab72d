import { mongo } from 'mongoose';
import { type Period, PERIODS, placeOf, startOf } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { settleInSet, type SetOfUsers } from '../recompute';
import { type UserSetIncrement } from '../tally';
import { UserOrdinals } from '../user-ordinals';
import { addToSets, setOf } from '../user-sets';
import { type Difference, shown } from './difference';
import { isMissingIndeed, isTooMuchIndeed, type Verdict } from './set-verdict';
import { type Scanned, signatureOfInactive } from './slice-scan';
import { Sets, usersWith } from './stored-sets';
import { rounded, type Stretch } from './time-line';

/** What was found of sets of users. */
export interface SetsFound {
  readonly documents: number;
  readonly differences: readonly Difference[];
  readonly unsettled: number;
}

/** A user that is in a set or not, and should not be or be. */
interface Misplaced extends SetOfUsers {
  /** Nothing for a bit that is nobody's. */
  readonly userId: string | undefined;
  readonly ordinal: number | undefined;
}

/** Holds sets of users against the records, and puts them right where it may. */
export class SetRecount {
  private readonly ordinals = new UserOrdinals();

  constructor(
    private readonly collections: LedgerCollections,
    private readonly isMending: boolean,
  ) {}

  /** Who has active records in a slice is in the sets of its quarters, days and months. */
  async lookForMissing(scanned: Scanned, slice: Stretch): Promise<SetsFound> {
    const wanted = setsOf(scanned.users);
    const ordinals = await this.ordinalsOf(wanted);
    const missing: Misplaced[] = [];
    let documents = 0;
    for (const period of PERIODS) {
      const read = await Sets.read(this.collections, period, rounded(period, slice));
      if (period === 'quarter') documents += read.documents;
      for (const { start, userIds } of wanted.filter((set) => set.period === period))
        for (const userId of userIds) {
          const ordinal = ordinals.get(userId);
          if (ordinal === undefined || !read.sets.has(start, ordinal))
            missing.push({ period, start, userId, ordinal });
        }
    }
    if (this.isMending) await this.add(missing, ordinals, scanned, slice);
    return { documents, ...(await this.outcome(missing, 'in it', isMissingIndeed)) };
  }

  /** Who is in the set of a quarter without an active record in it. */
  async lookForTooManyInQuarters(scanned: Scanned, slice: Stretch): Promise<SetsFound> {
    const { sets } = await Sets.read(this.collections, 'quarter', slice);
    const wanted = setsOf(scanned.users).filter(({ period }) => period === 'quarter');
    const ordinals = await this.ordinalsOf(wanted);
    const expected = new Sets();
    for (const { start, userIds } of wanted)
      for (const userId of userIds) {
        const { chunk, word, bit } = placeOf(ordinals.get(userId) ?? 0);
        if (ordinals.has(userId)) expected.put(start, chunk, word, bit);
      }
    return { documents: 0, ...(await this.takeOut('quarter', sets.without(expected))) };
  }

  /** Who is in the set of a day and in none of its quarters, or in that of a month and in none of its days. */
  async lookForTooMany(period: 'day' | 'month', stretch: Stretch): Promise<SetsFound> {
    const whole = await Sets.read(this.collections, period, stretch);
    const parts = await Sets.read(this.collections, period === 'day' ? 'quarter' : 'day', stretch);
    const extra = whole.sets.without(parts.sets.joined(period));
    return { documents: whole.documents, ...(await this.takeOut(period, extra)) };
  }

  private async takeOut(period: Period, extra: ReturnType<Sets['without']>) {
    const users = await usersWith(
      this.collections.users,
      extra.flatMap(({ ordinals }) => ordinals),
    );
    const misplaced = extra.flatMap(({ start, ordinals }) =>
      ordinals.map((ordinal) => ({ period, start, ordinal, userId: users.get(ordinal)?._id })),
    );
    if (this.isMending) for (const one of misplaced) await this.remove(one);
    return this.outcome(misplaced, 'not in it', isTooMuchIndeed);
  }

  private async remove({ userId, ordinal, ...set }: Misplaced & { readonly ordinal: number }): Promise<void> {
    if (userId !== undefined) return settleInSet(this.collections, { _id: userId, ordinal }, set, true);
    const { chunk, word, bit } = placeOf(ordinal);
    await this.collections.userSets.updateOne(setOf(set.period, set.start, chunk), {
      $bit: { [`words.${word}`]: { and: mongo.Long.fromBigInt(~bit) } },
    });
  }

  /** All at once, and one by one only where a record was corrected since it was read. */
  private async add(
    missing: readonly Misplaced[],
    ordinals: ReadonlyMap<string, number>,
    scanned: Scanned,
    slice: Stretch,
  ): Promise<void> {
    if (missing.length === 0) return;
    await addToSets(
      this.collections.userSets,
      missing.map(({ period, start, userId = '' }) => ({ period, start, userIds: new Set([userId]) })),
      ordinals,
    );
    if ((await signatureOfInactive(this.collections, slice)) === scanned.inactive) return;
    for (const { userId = '', ordinal = 0, ...set } of missing)
      await settleInSet(this.collections, { _id: userId, ordinal }, set, true);
  }

  /** What was mended was wrong; what was not is looked at once more, since writers go on meanwhile. */
  private async outcome(
    misplaced: readonly Misplaced[],
    expected: string,
    judge: (collections: LedgerCollections, user: Misplaced & { userId: string }) => Promise<Verdict>,
  ): Promise<Pick<SetsFound, 'differences' | 'unsettled'>> {
    const differences: Difference[] = [];
    let unsettled = 0;
    for (const one of misplaced) {
      const { userId } = one;
      const verdict =
        this.isMending || userId === undefined ? 'wrong' : await judge(this.collections, { ...one, userId });
      if (verdict === 'unsettled') unsettled++;
      if (verdict === 'wrong') differences.push(differenceOf(one, expected));
      // One is enough to tell, and each takes some looks.
      if (verdict === 'wrong' && !this.isMending) break;
    }
    return { differences, unsettled };
  }

  private async ordinalsOf(wanted: readonly UserSetIncrement[]): Promise<ReadonlyMap<string, number>> {
    const userIds = new Set(wanted.flatMap((set) => [...set.userIds]));
    const { users } = this.collections;
    return this.isMending ? this.ordinals.of(users, userIds) : this.ordinals.known(users, userIds);
  }
}

function differenceOf({ period, start, userId, ordinal }: Misplaced, expected: string): Difference {
  const who = userId === undefined ? `bit ${ordinal ?? ''}, which is nobody's` : `user ${shown(userId)}`;
  return {
    where: `the users of the ${period} ${start.toISOString()}`,
    expected: `${who}, ${expected}`,
    found: expected === 'in it' ? 'not in it' : 'in it',
  };
}

/** The sets of quarters, days and months that have these users. An empty id is nobody's. */
function setsOf(users: Scanned['users']): readonly UserSetIncrement[] {
  const sets = new Map<string, { period: Period; start: Date; userIds: Set<string> }>();
  for (const [quarter, ofQuarter] of users)
    for (const period of PERIODS) {
      const start = startOf(period, new Date(quarter));
      const key = `${period} ${start.getTime()}`;
      const set = sets.get(key) ?? { period, start, userIds: new Set<string>() };
      sets.set(key, set);
      for (const userId of ofQuarter.keys()) if (userId !== '') set.userIds.add(userId);
    }
  return [...sets.values()];
}
