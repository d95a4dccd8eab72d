import { type Target } from './targets';

/** What a part of the benchmark has found. */
export interface PartReport {
  readonly heading: string;
  readonly table: string;
  readonly targets: readonly Target[];
  /** All that was measured, for the JSON. */
  readonly measured: unknown;
}
