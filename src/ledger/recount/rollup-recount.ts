import { type Period, startOf, type UsageRollup, UsageSums } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { type Difference, type Found, shown, sumsDifference } from './difference';
import { mendSums, type Wrong } from './mend-sums';
import { atMoment, isHeld, type Moment } from './moment';
import { type Cell } from './slice-scan';
import { idsIn, MAX_TIME_MS, type Stretch } from './time-line';

type StoredRollup = UsageRollup & Found;

/** A rollup as it was read, and what it had to hold then. */
interface Page {
  readonly _id: UsageRollup['_id'];
  readonly found: StoredRollup | undefined;
  readonly expected: UsageSums;
}

const EXACTLY = { useBigInt64: true, maxTimeMS: MAX_TIME_MS, batchSize: 1_000 };

export function readRollups(
  { rollups }: LedgerCollections,
  period: Period,
  stretch: Stretch,
): Promise<StoredRollup[]> {
  return rollups.find(idsIn({ period }, 'start', stretch), EXACTLY).toArray();
}

/** The quarters, days or months of a stretch: as they were read once, beside what records are found to add up to for that moment. */
export class RollupRecount {
  private readonly pages = new Map<string, Page>();

  private constructor(
    private readonly collections: LedgerCollections,
    private readonly period: Period,
    readonly stretch: Stretch,
    private readonly moment: Moment,
  ) {}

  static async read(
    collections: LedgerCollections,
    period: Period,
    stretch: Stretch,
    own: string | undefined,
  ): Promise<RollupRecount> {
    const { read, moment } = await atMoment(collections, own, () =>
      readRollups(collections, period, stretch),
    );
    const recount = new RollupRecount(collections, period, stretch, moment);
    for (const found of read)
      recount.pages.set(keyOf(found._id.start, found._id), {
        _id: found._id,
        found,
        expected: new UsageSums(),
      });
    return recount;
  }

  /** @returns whether it could be told what the documents held of all of them */
  add(cells: readonly Cell[]): boolean {
    return cells.every((cell) => {
      const page = this.pageOf(cell);
      const isIn = cell.batch === undefined ? false : isHeld(cell, page.found?.writers ?? {}, this.moment);
      if (isIn) page.expected.plus(cell.sums);
      return isIn !== undefined;
    });
  }

  /** Documents that were there or have to be. */
  get count(): number {
    return this.pages.size;
  }

  /** Changes when a correction is counted in one of the documents. */
  async mark(): Promise<string> {
    const filter = idsIn({ period: this.period }, 'start', this.stretch);
    const rollups = this.collections.rollups.find(filter, { ...EXACTLY, projection: { corrected: 1 } });
    const marks = await rollups.toArray();
    return marks
      .flatMap(({ corrected }) => corrected ?? [])
      .toSorted()
      .join();
  }

  get differences(): readonly Difference[] {
    return this.all.flatMap(
      ({ _id, found, expected }) => sumsDifference(rollupName(_id), found, expected) ?? [],
    );
  }

  /** @returns whether nobody was in the way */
  mend(): Promise<boolean> {
    const wrong = this.all.flatMap<Wrong<UsageRollup>>(({ _id, found, expected }) =>
      sumsDifference('', found, expected) === undefined ? [] : { _id, found, expected },
    );
    return mendSums(this.collections.rollups, wrong);
  }

  private get all(): readonly Page[] {
    return [...this.pages.values()];
  }

  private pageOf({ start, of }: Cell): Page {
    const ofPeriod = startOf(this.period, start);
    const key = keyOf(ofPeriod, of);
    const known = this.pages.get(key);
    if (known !== undefined) return known;
    const _id = { period: this.period, start: ofPeriod, ...of };
    const page = { _id, found: undefined, expected: new UsageSums() };
    this.pages.set(key, page);
    return page;
  }
}

export function keyOf(start: Date, { modelName, operation, outcome }: Cell['of']): string {
  return `${start.getTime()} ${JSON.stringify([modelName, operation, outcome])}`;
}

export const rollupName = ({ period, start, modelName, operation, outcome }: UsageRollup['_id']): string =>
  `the ${period} ${start.toISOString()} of ${[modelName, operation, outcome].map(shown).join(', ')}`;
