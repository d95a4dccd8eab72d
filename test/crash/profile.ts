/** How much of everything a run does. */
export interface Profile {
  readonly name: 'full' | 'short';
  /** How many times as long as promised something may take: a short run is about numbers, not times, on busy machines too. */
  readonly patience: number;
  readonly randomKills: number;
  readonly calls: number;
  readonly timesEachPoint: number;
  readonly outageSeconds: number;
  readonly outageCallsPerSecond: number;
  readonly lostReplies: number;
  /** Each instance waits a while before it tries again: together they lose more in a minute. */
  readonly instancesLosingReplies: number;
  readonly flakySeconds: number;
  readonly damagedLives: number;
  readonly killsOfEach: number;
}

/** At most 30 minutes. */
export const FULL: Profile = {
  name: 'full',
  patience: 1,
  randomKills: 50,
  calls: 100_000,
  timesEachPoint: 20,
  outageSeconds: 60,
  outageCallsPerSecond: 1_000,
  lostReplies: 1_000,
  instancesLosingReplies: 6,
  flakySeconds: 120,
  damagedLives: 20,
  killsOfEach: 5,
};

/** At most 5 minutes: for CI. */
export const SHORT: Profile = {
  name: 'short',
  patience: 3,
  randomKills: 5,
  calls: 5_000,
  timesEachPoint: 1,
  outageSeconds: 10,
  outageCallsPerSecond: 300,
  lostReplies: 30,
  instancesLosingReplies: 4,
  flakySeconds: 10,
  damagedLives: 2,
  killsOfEach: 1,
};
