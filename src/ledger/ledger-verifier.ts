import { type mongo } from 'mongoose';
import { ledgerCollections } from './ledger-collections';
import { type Difference } from './recount/difference';
import { positionIn, positionText } from './recount/position-text';
import { recount } from './recount/recount';
import { type Checked, NOTHING, type Position, together } from './recount/recount-step';
import { SetRecount } from './recount/set-recount';
import { ALL_TIME, type Stretch } from './recount/time-line';

/** Whether the rollups of a range are what its records say, as far as it was looked at. */
export interface Verification {
  /** That no difference was found. */
  readonly isConsistent: boolean;
  readonly checked: Checked;
  /** Documents that could not be judged: a batch is being counted in them, by an instance that may be down. */
  readonly unsettled: number;
  readonly firstDifference: Difference | null;
  /** Where to go on: the time was over, or a difference was found. Nothing at the end of the range. */
  readonly continueFrom: string | null;
}

/** A word that is not one of `continueFrom`. */
export class UnknownPositionError extends Error {}

/** Holds the rollups against the records. Changes nothing, and can be asked while records keep coming. */
export class LedgerVerifier {
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: () => mongo.Db) {}

  /**
   * One after the other, however many ask: it is work for the database. Stops at the first difference, and when `patienceMs`
   * are over; one step of about a second is always made once it is its turn.
   * @param range whole days of UTC, and months where they are wholly in it
   * @throws UnknownPositionError
   */
  async verify(
    { from = ALL_TIME.from, before = ALL_TIME.before }: Partial<Stretch>,
    continueFrom: string | undefined,
    patienceMs: number,
  ): Promise<Verification> {
    const begin = continueFrom === undefined ? undefined : positionIn(continueFrom);
    if (continueFrom !== undefined && begin === undefined) throw new UnknownPositionError();
    const end = performance.now() + patienceMs;
    const range = from < before ? { from, before } : { from, before: from };
    const turn = this.running.then(() =>
      performance.now() < end ? this.stepsUntil(end, range, begin) : undefined,
    );
    this.running = turn.catch(() => undefined);
    return (await turn) ?? notYet(begin ?? { from: range.from });
  }

  private async stepsUntil(end: number, range: Stretch, begin: Position | undefined): Promise<Verification> {
    const collections = ledgerCollections(this.database());
    const sets = new SetRecount(collections, false);
    let all = NOTHING;
    for await (const step of recount({ collections, sets, lateStamps: undefined }, range, begin)) {
      all = together(all, step);
      const [firstDifference = null] = all.differences;
      if (firstDifference !== null || performance.now() > end)
        return answerOf(all, firstDifference, positionText(step.next));
    }
    return answerOf(all, null, null);
  }
}

const answerOf = (
  { checked, unsettled }: typeof NOTHING,
  firstDifference: Difference | null,
  continueFrom: string | null,
): Verification => ({
  isConsistent: firstDifference === null,
  checked,
  unsettled,
  firstDifference,
  continueFrom,
});

const notYet = (position: Position) => answerOf(NOTHING, null, positionText(position));
