import { type ModelCall, type TokenUsage } from '../openai';
import { type PriceListName } from '../pricing';
import { newUsageRecord, type UsageRecord } from '../usage';
import { costOfCall } from './call-cost';
import { type Caller } from './caller';

/** Joins how a call went, who made it and what it cost. */
export function recordOf(call: ModelCall, caller: Caller | undefined, list: PriceListName): UsageRecord {
  const { usage, startedAt, answeredModel, ...course } = call;
  const modelName = answeredModel ?? call.requestedModel ?? 'unknown';
  return newUsageRecord(startedAt, {
    ...course,
    ...whoMade(caller),
    modelName,
    ...tokensOf(usage),
    ...costOfCall(call, modelName, list),
  });
}

/** A call that was made outside of any request or job has nobody who made it. */
function whoMade({ userId, userEmail, operation = 'unknown', route, requestId }: Caller = {}) {
  return {
    userId: userId ?? null,
    userEmail: userEmail ?? null,
    operation,
    ...(route !== undefined && { route }),
    ...(requestId !== undefined && { requestId }),
  };
}

// No usage, no tokens: whether that is because none were used, or because nobody knows, tells `usageSource`.
function tokensOf(usage: Partial<TokenUsage> = {}) {
  const {
    promptTokens = 0,
    completionTokens = 0,
    totalTokens = 0,
    cachedTokens = 0,
    reasoningTokens = 0,
  } = usage;
  return { promptTokens, completionTokens, totalTokens, cachedTokens, reasoningTokens };
}
