import { type Period, startOf, type UsageRollup, UsageSums } from '../../usage';
import { type LedgerCollections } from '../ledger-collections';
import { type Difference, expectedOf, type Found, shown, sumsDifference } from './difference';
import { mendSums, type Wrong } from './mend-sums';
import { atMoment, isHeld, type Moment } from './moment';
import { type Cell } from './slice-scan';
import { idsIn, MAX_TIME_MS, rollupsIn, type Stretch } from './time-line';

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
  return rollups.find(rollupsIn(period, stretch), EXACTLY).toArray();
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
    for (const found of read) recount.addPage(found._id, found);
    return recount;
  }

  /** @returns whether it could be told what the documents held of all of them */
  add(cells: readonly Cell[]): boolean {
    return cells.every((cell) =>
      this.pagesOf(cell).every((page) => {
        const isIn = cell.batch === undefined ? false : isHeld(cell, page.found?.writers ?? {}, this.moment);
        if (isIn) page.expected.plus(cell.sums);
        return isIn !== undefined;
      }),
    );
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
      ({ _id, found, expected }) => sumsDifference(rollupName(_id), found, expectedOf(expected)) ?? [],
    );
  }

  /** @returns whether nobody was in the way */
  mend(): Promise<boolean> {
    const wrong = this.all
      .map<Wrong<UsageRollup>>((page) => ({ ...page, expected: expectedOf(page.expected) }))
      .filter(({ found, expected }) => sumsDifference('', found, expected) !== undefined);
    return mendSums(this.collections.rollups, wrong);
  }

  private get all(): readonly Page[] {
    return [...this.pages.values()];
  }

  /** That of its kind, and that of all. */
  private pagesOf({ start: quarter, of }: Cell): readonly Page[] {
    const { period } = this;
    const start = startOf(period, quarter);
    return [
      { period, start, ...of },
      { all: period, start },
    ].map((_id) => this.pages.get(keyOf(_id)) ?? this.addPage(_id));
  }

  private addPage(_id: Page['_id'], found?: StoredRollup): Page {
    const page = { _id, found, expected: new UsageSums() };
    this.pages.set(keyOf(_id), page);
    return page;
  }
}

export const keyOf = (_id: UsageRollup['_id']): string => JSON.stringify(_id);

export function rollupName(_id: UsageRollup['_id']): string {
  const at = _id.start.toISOString();
  if ('all' in _id) return `all of the ${_id.all} ${at}`;
  const { period, modelName, operation, outcome } = _id;
  return `the ${period} ${at} of ${[modelName, operation, outcome].map(shown).join(', ')}`;
}
