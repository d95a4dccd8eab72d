import { type Turn } from '../measure';
import { type Kind } from './contestant';

export const SCENARIO_NAMES = [
  'plain, one at a time',
  'plain, 64 in flight',
  'stream of 500 chunks',
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** No more calls in a turn than Langfuse's exporter keeps in its queue (2,048): it drops what is beyond. */
export const SCENARIOS: Readonly<Record<ScenarioName, { readonly kind: Kind; readonly turn: Turn }>> = {
  'plain, one at a time': { kind: 'plain', turn: { calls: 1_500, inFlight: 1 } },
  'plain, 64 in flight': { kind: 'plain', turn: { calls: 2_000, inFlight: 64 } },
  'stream of 500 chunks': { kind: 'stream', turn: { calls: 100, inFlight: 1 } },
};
