import { type Difference } from './difference';
import { type RecordFault } from './slice-scan';

/** Where to go on: at an instant, or with the users after one in a month whose other documents are done. */
export type Position = { readonly from: Date } | { readonly month: Date; readonly after: string };

/** How many of each were looked at. */
export interface Checked {
  readonly records: number;
  /** Of quarters of an hour, days and months. */
  readonly rollups: number;
  readonly userMonths: number;
  readonly userSets: number;
}

/** What was found in one step. */
export interface RecountStep {
  readonly checked: Checked;
  /** What was not as the records say, in the order of time. After a rebuild it is. */
  readonly differences: readonly Difference[];
  /** Documents of which nothing can be said now: a batch is being counted in them, by an instance that may be down. */
  readonly unsettled: number;
  /** Records that are part of no sum because they are not ours. */
  readonly misshapen: readonly RecordFault[];
  /** Records that were part of no sum, and are now. */
  readonly stamped: number;
}

export const NOTHING: RecountStep = {
  checked: { records: 0, rollups: 0, userMonths: 0, userSets: 0 },
  differences: [],
  unsettled: 0,
  misshapen: [],
  stamped: 0,
};

export function together(one: RecountStep, other: Partial<RecountStep>): RecountStep {
  const checked = other.checked ?? NOTHING.checked;
  return {
    checked: {
      records: one.checked.records + checked.records,
      rollups: one.checked.rollups + checked.rollups,
      userMonths: one.checked.userMonths + checked.userMonths,
      userSets: one.checked.userSets + checked.userSets,
    },
    differences: [...one.differences, ...(other.differences ?? [])],
    unsettled: one.unsettled + (other.unsettled ?? 0),
    misshapen: [...one.misshapen, ...(other.misshapen ?? [])],
    stamped: one.stamped + (other.stamped ?? 0),
  };
}

export const checked = (some: Partial<Checked>): Checked => ({ ...NOTHING.checked, ...some });

/** Somebody was in the way: what was read has to be read again. */
export class ReadAgain extends Error {}

const PAUSE_MS = 20;
export const TRIES = 50;

/** Waits a little, and longer each time. */
export function pause(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS * Math.min(tries, 25)));
}
