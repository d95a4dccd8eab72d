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
  const { costNanoUsd = null, cost = null, costStatus } = record;
  const isUnpriced = costStatus === 'unpriced';
  if (isUnpriced !== (costNanoUsd === null))
    return {
      expected: isUnpriced
        ? 'no cost, since costStatus is unpriced'
        : `a cost, since costStatus is ${textOf(costStatus)}`,
      found: `costNanoUsd ${textOf(costNanoUsd)}`,
    };
  const usd = costNanoUsd === null ? null : usdFromNano(BigInt(costNanoUsd as bigint));
  if (cost !== usd) return { expected: `cost ${textOf(usd)}`, found: textOf(cost) };
  return partsFault(record);
}

function partsFault({ costNanoUsd, costParts }: UncheckedRecord): Fault | undefined {
  if (typeof costParts !== 'object' || costParts === null) return undefined;
  const parts: readonly unknown[] = Object.values(costParts);
  const sum = parts.every(isWhole)
    ? parts.reduce<bigint>((total, part) => total + BigInt(part), 0n)
    : undefined;
  const total = BigInt((costNanoUsd ?? 0n) as bigint);
  if (sum === total) return undefined;
  return {
    expected: `costParts that sum to ${total}`,
    found: sum === undefined ? 'other than integers' : `${sum}`,
  };
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
