import { median, quantile, type Slice } from '../measure';
import { type ContestantName, CONTESTANTS } from './contestants';
import { type ScenarioName } from './scenarios';

/** What one round of turns gave. */
export interface Measured {
  readonly cpuMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
}

export type Round = Readonly<Record<ContestantName, Measured>>;
export type Rounds = Readonly<Record<ScenarioName, readonly Round[]>>;

export function roundOf(slices: Readonly<Record<ContestantName, Slice>>): Round {
  return Object.fromEntries(CONTESTANTS.map((name) => [name, measuredIn(slices[name])])) as Round;
}

const measuredIn = ({ cpuMicrosPerCall, latenciesMicros }: Slice): Measured => ({
  cpuMicros: cpuMicrosPerCall,
  p50Micros: quantile(latenciesMicros, 0.5),
  p99Micros: quantile(latenciesMicros, 0.99),
});

/** Medians over the rounds. `added` is what is beyond no capture in the same round. */
export interface Figures {
  readonly total: Measured;
  readonly added: Measured;
}

export function figuresOf(rounds: readonly Round[]): Readonly<Record<ContestantName, Figures>> {
  const entries = CONTESTANTS.map((name) => [
    name,
    {
      total: mediansOf(rounds.map((round) => round[name])),
      added: mediansOf(rounds.map((round) => beyond(round['no capture'], round[name]))),
    },
  ]);
  return Object.fromEntries(entries) as Record<ContestantName, Figures>;
}

const beyond = (base: Measured, measured: Measured): Measured => ({
  cpuMicros: measured.cpuMicros - base.cpuMicros,
  p50Micros: measured.p50Micros - base.p50Micros,
  p99Micros: measured.p99Micros - base.p99Micros,
});

const mediansOf = (all: readonly Measured[]): Measured => ({
  cpuMicros: median(all.map(({ cpuMicros }) => cpuMicros)),
  p50Micros: median(all.map(({ p50Micros }) => p50Micros)),
  p99Micros: median(all.map(({ p99Micros }) => p99Micros)),
});

/** One promise of the design (P1), and whether it is kept. */
export interface Target {
  readonly name: string;
  readonly limit: number;
  readonly measured: number;
  readonly isMet: boolean;
}

export function targetsOf(rounds: Rounds): readonly Target[] {
  const single = figuresOf(rounds['plain, one at a time']);
  const busy = figuresOf(rounds['plain, 64 in flight']);
  const stream = figuresOf(rounds['stream of 500 chunks']);
  const ours = busy['token-ledger'].added.cpuMicros;
  return [
    target('CPU added to a plain call / what Langfuse adds', 1 / 3, ours / busy.langfuse.added.cpuMicros),
    target('CPU added to a plain call / what naive adds', 1 / 50, ours / busy.naive.added.cpuMicros),
    target('p99 of latency added to a plain call, µs', 300, single['token-ledger'].added.p99Micros),
    target('CPU added to a stream of 500 chunks, µs', 3_000, stream['token-ledger'].added.cpuMicros),
  ];
}

function target(name: string, limit: number, measured: number): Target {
  return { name, limit, measured, isMet: measured <= limit };
}
