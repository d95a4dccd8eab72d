import { parseArgs } from 'node:util';
import { amountOf, chosenFrom } from '../option-values';

const PART_NAMES = ['totals', 'top-users', 'history', 'requests', 'visibility'] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Options {
  /** How many records both sides hold. */
  readonly size: number;
  readonly rounds: number;
  /** Records a second that come in, and for how long, while it is watched when they show. */
  readonly rate: number;
  readonly seconds: number;
  readonly only: readonly PartName[];
  /** Whether the databases stay on the MongoDB of MONGODB_URI, for the next run. */
  readonly keep: boolean;
  readonly json: string;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '7' },
      rate: { type: 'string', default: '3000' },
      seconds: { type: 'string', default: '20' },
      only: { type: 'string', default: PART_NAMES.join() },
      keep: { type: 'boolean', default: false },
      json: { type: 'string', default: 'bench/results/read.json' },
    },
  });
  return {
    size: amountOf('size', values.size),
    rounds: amountOf('rounds', values.rounds),
    rate: amountOf('rate', values.rate),
    seconds: amountOf('seconds', values.seconds),
    only: chosenFrom(PART_NAMES, 'only', values.only),
    keep: values.keep,
    json: values.json,
  };
}
