import { type Outcome } from './usage-record';
import { type DaySums, type Sums } from './usage-sums';

/** The quarters of an hour, days and months of UTC. Every zone of today begins its days at a quarter of an hour of UTC. */
export type Period = 'quarter' | 'day' | 'month';

/** The last batch of each writer that is part of a rollup: what makes a batch count once. */
export interface CountedBatches {
  readonly writers: Readonly<Record<string, number>>;
  /** The last of them that corrected records. */
  readonly corrected?: string;
  /** Set anew whenever the sums were put right from the records. */
  readonly mended?: string;
}

/** All of one stretch of time, model, operation and outcome. */
export interface RollupOfKind {
  readonly period: Period;
  readonly start: Date;
  readonly modelName: string;
  readonly operation: string;
  readonly outcome: Outcome;
}

/** All of one stretch of time. Of the others there are dozens for each, too many to add them up for every question. */
export interface RollupOfAll {
  readonly all: Period;
  readonly start: Date;
}

/** `openai_usage_rollups`: sums of active records. */
export interface UsageRollup extends Sums, CountedBatches {
  readonly _id: RollupOfKind | RollupOfAll;
}

/** An email or a name, and when it was last seen. */
export interface LastSeen {
  readonly at: Date;
  readonly text: string;
}

/** `openai_usage_user_months`: all active records of one user in one month of UTC. */
export interface UserMonth extends Sums, CountedBatches {
  readonly _id: { readonly month: Date; readonly userId: string };
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly lastEmail?: LastSeen;
  readonly lastName?: LastSeen;
  /** By the day of the month, from 1: those that have records. As documents of their own, they would be as many as records. */
  readonly days?: Readonly<Partial<Record<number, DaySums>>>;
  /** Counts the changes, so that whoever recomputes a part of it sees that it has changed meanwhile. */
  readonly version: number;
}

/**
 * `openai_usage_user_sets`: the users with active records in a stretch of time. A user's ordinal `n` is bit `n % 64` of
 * `words[n / 64]`; a document holds the ordinals of one chunk.
 */
export interface UserSet {
  readonly _id: { readonly period: Period; readonly start: Date; readonly chunk: number };
  readonly words: Readonly<Record<string, bigint>>;
}

/** `openai_usage_users`: a small whole number for each user, given once. */
export interface KnownUser {
  /** The user's id. */
  readonly _id: string;
  readonly ordinal: number;
}

export const ROLLUPS = 'openai_usage_rollups';
export const USER_MONTHS = 'openai_usage_user_months';
export const USER_SETS = 'openai_usage_user_sets';
export const USERS = 'openai_usage_users';
export const WRITERS = 'openai_usage_writers';

/** The start of the stretch of UTC that an instant is in. */
export function startOf(period: Period, instant: Date): Date {
  switch (period) {
    case 'quarter':
      return new Date(Math.floor(instant.getTime() / QUARTER_MS) * QUARTER_MS);
    case 'day':
      return new Date(Math.floor(instant.getTime() / DAY_MS) * DAY_MS);
    case 'month':
      return monthOf(instant);
  }
}

/** The end of the stretch of UTC that begins at `start`, which is where the next one begins. */
export function endOf(period: Period, start: Date): Date {
  return startOf(period, new Date(start.getTime() + LONGEST_MS[period]));
}

export const PERIODS: readonly Period[] = ['quarter', 'day', 'month'];

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const LONGEST_MS: Readonly<Record<Period, number>> = { quarter: QUARTER_MS, day: DAY_MS, month: 31 * DAY_MS };

function monthOf(instant: Date): Date {
  const start = new Date(Math.floor(instant.getTime() / DAY_MS) * DAY_MS);
  start.setUTCDate(1);
  return start;
}
