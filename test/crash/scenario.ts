import { type OwnMongod } from './own-mongod';
import { type Profile } from './profile';

/** What every scenario is given. */
export interface Stage {
  readonly mongod: OwnMongod;
  /** Of this run alone. */
  readonly directory: string;
  readonly profile: Profile;
  readonly seed: number;
}

/** One story about what may go wrong. */
export interface Scenario {
  /** As docs and issues call the promise, `R1`. */
  readonly id: string;
  readonly promise: string;
  readonly run: (stage: Stage) => Promise<Told>;
}

/** What a scenario has seen. */
export interface Told {
  readonly runs: number;
  readonly kills: number;
  /** Acknowledged ones. */
  readonly calls: number;
  readonly lost: number;
  readonly doubled: number;
  /** E11000 errors that MongoDB answered with. */
  readonly duplicates: number;
  /** The longest time from a start, or a return, to what the scenario waits for. */
  readonly recoverySeconds?: number;
  /** What is wrong, in sentences. None where the promise holds. */
  readonly violations: readonly string[];
  readonly remarks: readonly string[];
  /** Why it could not be tried here. */
  readonly skipped?: string;
}

const NOTHING: Told = {
  runs: 0,
  kills: 0,
  calls: 0,
  lost: 0,
  doubled: 0,
  duplicates: 0,
  violations: [],
  remarks: [],
};

export const skipped = (reason: string): Told => ({ ...NOTHING, skipped: reason });

/** What went wrong around a scenario is a violation of its promise. */
export function brokenOff(error: unknown): Told {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...NOTHING, violations: [`it could not be brought to its end: ${reason}`] };
}

/** What several trials of one scenario have seen together. */
export function togetherTold(
  parts: readonly Told[],
  { violations, remarks }: Pick<Told, 'violations' | 'remarks'>,
): Told {
  const sum = (of: (told: Told) => number) => parts.reduce((total, told) => total + of(told), 0);
  return {
    runs: sum(({ runs }) => runs),
    kills: sum(({ kills }) => kills),
    calls: sum(({ calls }) => calls),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    duplicates: sum(({ duplicates }) => duplicates),
    violations: [...parts.flatMap((told) => told.violations), ...violations],
    remarks: [...parts.flatMap((told) => told.remarks), ...remarks],
  };
}
