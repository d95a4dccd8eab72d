import { nanoUsdOf, usdFromNano } from '../pricing';
import { utcDayOf } from '../calendar';
import { type UncheckedRecord } from './record-fault';
import { type UsageRecord } from './usage-record';

/** What becomes of a record that somebody else has written: the fields to be set, or why it has to stay as it is. */
export type Adoption =
  | { readonly fields: Readonly<Record<string, unknown>>; readonly obstacle?: undefined }
  | { readonly obstacle: string };

type Cost = Pick<UsageRecord, 'cost' | 'costNanoUsd' | 'costStatus'> & { readonly suppliedCost?: unknown };

/** A value that cannot be taken over. */
class Obstacle extends Error {}

/**
 * A record of the original document's collection (`userId` an ObjectId, `cost` a floating-point number of USD) as this
 * service writes records. Fields that we do not know are not mentioned, so that they stay.
 */
export function adoptionOf(record: UncheckedRecord): Adoption {
  try {
    return { fields: fieldsOf(record) };
  } catch (error) {
    if (error instanceof Obstacle) return { obstacle: error.message };
    throw error;
  }
}

function fieldsOf(record: UncheckedRecord): Readonly<Record<string, unknown>> {
  const { timestamp } = record;
  if (!(timestamp instanceof Date) || Number.isNaN(timestamp.getTime()))
    throw new Obstacle('its timestamp is no date');
  const fields: Omit<UsageRecord, '_id' | 'timestamp'> = {
    userId: userIdIn(record['userId']),
    userEmail: textIn(record['userEmail'], null),
    modelName: textIn(record['modelName'], 'unknown'),
    operation: textIn(record['operation'], 'unknown'),
    ...tokensIn(record),
    ...costIn(record['cost']),
    ...utcDayOf(timestamp),
    isActive: isActiveIn(record['isActive']),
    cachedTokens: amountIn(record, 'cachedTokens') ?? 0,
    cacheWriteTokens: amountIn(record, 'cacheWriteTokens') ?? 0,
    audioTokens: amountIn(record, 'audioTokens') ?? 0,
    reasoningTokens: amountIn(record, 'reasoningTokens') ?? 0,
    outcome: outcomeIn(record['outcome']),
    endpoint: textIn(record['endpoint'], 'unknown'),
    attempt: 1,
    streamed: record['streamed'] === true,
    durationMs: typeof record['durationMs'] === 'number' ? record['durationMs'] : 0,
  };
  return fields;
}

/** By what it looks like, since a collection may have been written with another copy of the driver. */
function userIdIn(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const hex = hexOf(value);
  if (hex === undefined) throw new Obstacle('its userId is neither an ObjectId nor a text');
  return hex;
}

function hexOf(value: unknown): string | undefined {
  return isBson(value, 'ObjectId') ? value.toString() : undefined;
}

const isBson = (value: unknown, type: string): value is { toString(): string } =>
  typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === type;

function textIn<Fallback extends string | null>(value: unknown, fallback: Fallback): string | Fallback {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function tokensIn(
  record: UncheckedRecord,
): Pick<UsageRecord, 'promptTokens' | 'completionTokens' | 'totalTokens' | 'usageSource'> {
  const prompt = amountIn(record, 'promptTokens');
  const completion = amountIn(record, 'completionTokens');
  const total = amountIn(record, 'totalTokens');
  const isMissing = prompt === undefined && completion === undefined && total === undefined;
  return {
    promptTokens: prompt ?? 0,
    completionTokens: completion ?? 0,
    totalTokens: total ?? (prompt ?? 0) + (completion ?? 0),
    usageSource: isMissing ? 'missing' : 'reported',
  };
}

function amountIn(record: UncheckedRecord, name: string): number | undefined {
  const value = record[name] ?? undefined;
  if (value === undefined) return undefined;
  const amount = typeof value === 'bigint' ? Number(value) : value;
  if (typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0) return amount;
  throw new Obstacle(`its ${name} is no whole number`);
}

/** What cannot be a cost is unknown, not zero. What the rounding or the new type would lose is kept. */
function costIn(value: unknown): Cost {
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || isBson(value, 'Decimal128');
  const nanoUsd = isNumber ? nanoUsdOf(String(value)) : undefined;
  const cost: Cost =
    nanoUsd === undefined
      ? { cost: null, costNanoUsd: null, costStatus: 'unpriced' }
      : { cost: usdFromNano(nanoUsd), costNanoUsd: nanoUsd, costStatus: 'supplied' };
  const isKept = value === undefined || value === null || value === cost.cost;
  return isKept ? cost : { ...cost, suppliedCost: value };
}

function isActiveIn(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  throw new Obstacle('its isActive is neither true nor false');
}

function outcomeIn(value: unknown): UsageRecord['outcome'] {
  if (value === undefined || value === null) return 'succeeded';
  if (value === 'succeeded' || value === 'stopped' || value === 'failed') return value;
  throw new Obstacle('its outcome is none of ours');
}
