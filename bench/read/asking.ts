import { takeTurns, median } from '../measure';

/** Milliseconds of an answer, for each contestant. */
export type Round<Name extends string> = Readonly<Record<Name, number>>;

const MOST_ANSWERS = 20;
const LONG_ENOUGH_MS = 200;

/** One question at a time, to each contestant in its turn. The first answers, before the clock runs, are to be looked at. */
export async function askInTurns<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<unknown>>>,
  rounds: number,
): Promise<readonly Round<Name>[]> {
  const names = Object.keys(contestants) as Name[];
  for (const name of names) await medianMs(contestants[name]);
  return takeTurns(names, rounds, (name) => medianMs(contestants[name]));
}

/** Of as many answers as there is time for, one at least. */
async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < MOST_ANSWERS && (times.length === 0 || performance.now() - begin < LONG_ENOUGH_MS)) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  return median(times);
}

export const medianOf = <Name extends string>(rounds: readonly Round<Name>[], name: Name) =>
  median(rounds.map((round) => round[name]));

/** The median over the rounds of the ratio within each. */
export const ratioOf = <Name extends string>(rounds: readonly Round<Name>[], one: Name, other: Name) =>
  median(rounds.map((round) => round[one] / round[other]));
