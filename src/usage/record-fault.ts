import { usdFromNano } from '../pricing';

/** What is not as it has to be, in words: of a record, or of a sum. */
export interface Fault {
  readonly expected: string;
  readonly found: string;
}

/** A record as it is stored, by whomever. Integers of 64 bits are `bigint`. */
export type UncheckedRecord = Readonly<Record<string, unknown>>;

/**
 * Why a record cannot be part of any sum: a field that is added up, or that says of which sums it is part, is missing or
 * of another type than ours. Such a record was written by somebody else.
 */
export function shapeFault(record: UncheckedRecord): Fault | undefined {
  for (const [name, expected, isRight] of SHAPE)
    if (!isRight(record[name])) return { expected: `${name} is ${expected}`, found: textOf(record[name]) };
  return undefined;
}

/** Why the money of a record, whose shape is right, contradicts itself. */
export function moneyFault(record: UncheckedRecord): Fault | undefined {
  const { cost = null, costStatus } = record;
  const total = wholeOf(record['costNanoUsd']);
  const isUnpriced = costStatus === 'unpriced';
  if (isUnpriced !== (total === undefined))
    return {
      expected: isUnpriced
        ? 'no cost, since costStatus is unpriced'
        : `a cost, since costStatus is ${textOf(costStatus)}`,
      found: `costNanoUsd ${textOf(total)}`,
    };
  const usd = total === undefined ? null : usdFromNano(total);
  if (cost !== usd) return { expected: `cost ${textOf(usd)}`, found: textOf(cost) };
  return partsFault(record['costParts'], total ?? 0n);
}

function partsFault(costParts: unknown, total: bigint): Fault | undefined {
  if (typeof costParts !== 'object' || costParts === null) return undefined;
  const parts = Object.values(costParts).map(wholeOf);
  const sum = parts.includes(undefined)
    ? undefined
    : parts.reduce<bigint>((before, part) => before + (part ?? 0n), 0n);
  if (sum === total) return undefined;
  return {
    expected: `costParts that sum to ${total}`,
    found: sum === undefined ? 'other than integers' : String(sum),
  };
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

const isText = (value: unknown) => typeof value === 'string';
const isAmount = (value: unknown) => isWhole(value) && value >= 0;
const isAmountOrNothing = (value: unknown) => value === undefined || value === null || isAmount(value);

type Rule = readonly [name: string, expected: string, isRight: (value: unknown) => boolean];

const amount = (name: string): Rule => [name, 'an integer', isAmount];
const optionalAmount = (name: string): Rule => [name, 'an integer', isAmountOrNothing];
const OUTCOMES: readonly unknown[] = ['succeeded', 'stopped', 'failed'];

const SHAPE: readonly Rule[] = [
  ['timestamp', 'a date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  ['userId', 'a text, or null', (value) => isText(value) || value === null],
  ['userEmail', 'a text, or null', (value) => isText(value) || value === null || value === undefined],
  ['userName', 'a text', (value) => isText(value) || value === null || value === undefined],
  ['modelName', 'a text', isText],
  ['operation', 'a text', isText],
  ['outcome', 'succeeded, stopped or failed', (value) => OUTCOMES.includes(value)],
  ['isActive', 'true or false', (value) => typeof value === 'boolean'],
  amount('promptTokens'),
  amount('completionTokens'),
  amount('totalTokens'),
  optionalAmount('cachedTokens'),
  optionalAmount('cacheWriteTokens'),
  optionalAmount('reasoningTokens'),
  optionalAmount('audioTokens'),
  ['costNanoUsd', 'an integer, or null', (value) => value === null || isWhole(value)],
];

const LONGEST_TEXT = 80;

/** A value for a person to read; what is long is cut. */
function textOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value instanceof Date) return `the date ${Number.isNaN(value.getTime()) ? 'NaN' : value.toISOString()}`;
  const text =
    typeof value === 'object' && value !== null
      ? Object.prototype.toString.call(value)
      : JSON.stringify(value);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
