import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { type ModelCall, NO_TOKENS } from '../openai';
import { type PriceListName } from '../pricing';
import { newUsageRecord, type UsageRecord } from '../usage';
import { costOfCall } from './call-cost';
import { type Caller } from './caller';
import { type ToldCall } from './handler-result';

/**
 * Joins how a call went, who made it and what it cost. Each field is named: spreading one object of thirty fields into
 * another took Node ten times as long. One that is `undefined` is not stored.
 */
export function recordOf(call: ModelCall | ToldCall, caller: Caller = {}, list: PriceListName): UsageRecord {
  const { usage = NO_TOKENS } = call;
  const modelName = wellFormed(
    (call.answeredModel ?? call.requestedModel ?? 'unknown').slice(0, LONGEST_NAME),
  );
  const cost = costOfCall(call, modelName, list);
  return newUsageRecord(
    call.startedAt,
    {
      // A call that was made outside of any request or job has nobody who made it.
      userId: caller.userId ? wellFormed(caller.userId) : null,
      userEmail: wellFormed(caller.userEmail) ?? null,
      userName: wellFormed(caller.userName),
      operation: wellFormed(caller.operation ?? 'unknown'),
      route: caller.route,
      requestId: caller.requestId,
      modelName,
      // Whether none were used, or nobody knows, tells `usageSource`.
      promptTokens: usage.promptTokens,
      completionTokens: usage.completionTokens,
      totalTokens: usage.totalTokens,
      cachedTokens: usage.cachedTokens,
      cacheWriteTokens: usage.cacheWriteTokens,
      reasoningTokens: usage.reasoningTokens,
      audioTokens: usage.audioTokens,
      usageClasses: call.usage?.classes,
      unknownUsageFields: call.usage?.unknownFields,
      cost: cost.cost,
      costNanoUsd: cost.costNanoUsd,
      costParts: cost.costParts,
      costStatus: cost.costStatus,
      unpricedReason: cost.unpricedReason,
      price: cost.price,
      endpoint: call.endpoint,
      attempt: call.attempt,
      streamed: call.streamed,
      outcome: call.outcome,
      failure: call.failure,
      httpStatus: call.httpStatus,
      requestedModel: call.requestedModel,
      responseId: call.responseId,
      serviceTier: call.serviceTier,
      region: call.region,
      usageSource: call.usageSource,
      tools: someOf(call.tools),
      imageKind: call.imageKind,
      firstByteMs: call.firstByteMs,
      durationMs: call.durationMs,
      ...copied(call.rawUsage),
    },
    idOf(call),
  );
}

/**
 * What is counted once has an id that follows from what it is, so that each process that sees the same background
 * response or batch makes the same record, now or after a restart: the ledger takes a stored id once.
 */
function idOf({ onceKey }: ModelCall | ToldCall): Types.ObjectId | undefined {
  if (onceKey === undefined) return undefined;
  return new Types.ObjectId(createHash('sha256').update(onceKey).digest().subarray(0, ID_BYTES));
}

const ID_BYTES = 12;

/** An empty list is not stored. */
const someOf = <Item>(items: readonly Item[]) => (items.length > 0 ? items : undefined);

const LONGEST_NAME = 256;
/** Halves of surrogate pairs are stored as one and the same character, so that two names of ours would be one in the database. */
function wellFormed<Text extends string | undefined>(text: Text): Text;
function wellFormed(text: string | undefined): string | undefined {
  return text?.toWellFormed();
}

const LARGEST_USAGE = 16_384;
const DEEPEST_USAGE = 16;

/** A provider's usage object is small and flat, and its names are names. One that is not could make a record that no database takes. */
function copied(rawUsage: ModelCall['rawUsage']): Pick<UsageRecord, 'rawUsage'> {
  if (rawUsage === undefined || !isStorable(rawUsage, DEEPEST_USAGE)) return {};
  const text = JSON.stringify(rawUsage);
  return text.length <= LARGEST_USAGE ? { rawUsage: JSON.parse(text) as typeof rawUsage } : {};
}

/** BSON ends names with a zero. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const isField = ([name, inner]: [string, unknown]) => !name.includes('\0') && isStorable(inner, depth - 1);
  return depth > 0 && Object.entries(value).every(isField);
}
