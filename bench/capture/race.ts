import { takeTurns } from '../measure';
import { type Destination } from './contestant';
import { type ContestantName, CONTESTANTS, type RunningContestant, startContestant } from './contestants';
import { type Round, roundOf, type Rounds } from './figures';
import { SCENARIO_NAMES, type ScenarioName, SCENARIOS } from './scenarios';

export interface RaceOptions {
  /** How often the contestants are started afresh: no two processes are equally fast. */
  readonly starts: number;
  readonly roundsAStart: number;
}

/** Runs all scenarios, each contestant in its turn. */
export async function race(destination: Destination, { starts, roundsAStart }: RaceOptions): Promise<Rounds> {
  const rounds: Record<ScenarioName, Round[]> = {
    'plain, one at a time': [],
    'plain, 64 in flight': [],
    'stream of 500 chunks': [],
  };
  for (let start = 0; start < starts; start += 1) {
    const running = await startAll(destination);
    try {
      for (const scenario of SCENARIO_NAMES)
        rounds[scenario].push(...(await roundsOf(scenario, running, roundsAStart)));
      for (const name of CONTESTANTS) await running[name].stop();
    } finally {
      for (const name of CONTESTANTS) running[name].kill();
    }
  }
  return rounds;
}

type Running = Readonly<Record<ContestantName, RunningContestant>>;

async function startAll(destination: Destination): Promise<Running> {
  const entries: [ContestantName, RunningContestant][] = [];
  for (const name of CONTESTANTS) entries.push([name, await startContestant(name, destination)]);
  return Object.fromEntries(entries) as Running;
}

async function roundsOf(scenario: ScenarioName, running: Running, count: number): Promise<Round[]> {
  const { kind, turn } = SCENARIOS[scenario];
  await takeTurns(CONTESTANTS, 1, (name) => running[name].warmUp(kind, turn));
  const slices = await takeTurns(CONTESTANTS, count, (name) => running[name].measure(kind, turn));
  return slices.map(roundOf);
}
