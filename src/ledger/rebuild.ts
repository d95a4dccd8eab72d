import { type mongo } from 'mongoose';
import { ledgerCollections } from './ledger-collections';
import { type Difference } from './recount/difference';
import { LateStamps } from './recount/late-stamps';
import { recount } from './recount/recount';
import { NOTHING, type RecountStep, together } from './recount/recount-step';
import { SetRecount } from './recount/set-recount';
import { type RecordFault } from './recount/slice-scan';
import { ALL_TIME, type Stretch } from './recount/time-line';

/** What a rebuild has done so far. */
export interface Rebuilt extends Pick<RecountStep, 'checked' | 'stamped'> {
  /** What was not as the records say, and is now. */
  readonly mended: number;
  readonly firstMended: Difference | undefined;
  /** Records that cannot be part of any sum, some of them. */
  readonly left: readonly RecordFault[];
}

// To show a person.
const MOST_LEFT = 20;

/**
 * Makes all rollups of a range what its records say, while writers go on: document by document, in bounded steps. It may
 * be killed at any moment and run again, and by several at once.
 * @param onMonth told after each month, and where a month takes long, of what has been done so far
 */
export async function rebuild(
  database: mongo.Db,
  { from = ALL_TIME.from, before = ALL_TIME.before }: Partial<Stretch> = {},
  onStep: (rebuilt: Rebuilt, at: Date) => void = () => undefined,
): Promise<Rebuilt> {
  const collections = ledgerCollections(database);
  const sets = new SetRecount(collections, true);
  const lateStamps = new LateStamps(collections, 'rebuild');
  let rebuilt: Rebuilt = { ...NOTHING, mended: 0, firstMended: undefined, left: [] };
  for await (const step of recount({ collections, sets, lateStamps }, { from, before })) {
    rebuilt = afterStep(rebuilt, step);
    onStep(rebuilt, 'from' in step.next ? step.next.from : step.next.month);
  }
  return rebuilt;
}

function afterStep(rebuilt: Rebuilt, step: RecountStep): Rebuilt {
  const { checked, stamped } = together(
    { ...NOTHING, ...rebuilt, differences: [] },
    { ...step, differences: [] },
  );
  const [firstMended] = step.differences;
  return {
    checked,
    stamped,
    mended: rebuilt.mended + step.differences.length,
    firstMended: rebuilt.firstMended ?? firstMended,
    left: [...rebuilt.left, ...step.misshapen].slice(0, MOST_LEFT),
  };
}
