import { parseArgs } from 'node:util';
import { amountOf, chosenFrom } from '../option-values';

const PART_NAMES = ['storing', 'acknowledging', 'replay', 'size'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** How much of what is measured. */
export interface Amounts {
  readonly rounds: number;
  /** Of a turn; the naive contestant, who is slow, has a twentieth of them. */
  readonly events: number;
  /** That wait in a spool. */
  readonly replayEvents: number;
  readonly replayRounds: number;
  /** Whose size is measured. */
  readonly sizeEvents: number;
}

export interface Options {
  readonly amounts: Amounts;
  readonly only: readonly PartName[];
  readonly json: string;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '7' },
      events: { type: 'string', default: '50000' },
      replay: { type: 'string', default: '200000' },
      'replay-rounds': { type: 'string', default: '3' },
      size: { type: 'string', default: '200000' },
      only: { type: 'string', default: PART_NAMES.join() },
      json: { type: 'string', default: 'bench/results/ledger.json' },
    },
  });
  return {
    amounts: {
      rounds: amountOf('rounds', values.rounds),
      events: amountOf('events', values.events),
      replayEvents: amountOf('replay', values.replay),
      replayRounds: amountOf('replay-rounds', values['replay-rounds']),
      sizeEvents: amountOf('size', values.size),
    },
    only: chosenFrom(PART_NAMES, 'only', values.only),
    json: values.json,
  };
}
