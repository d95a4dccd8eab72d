import { type ModelCall, NO_TOKENS } from '../openai';
import { type PriceListName } from '../pricing';
import { newUsageRecord, type UsageRecord } from '../usage';
import { costOfCall } from './call-cost';
import { type Caller } from './caller';
import { type ToldCall } from './handler-result';

/** Joins how a call went, who made it and what it cost. */
export function recordOf(
  call: ModelCall | ToldCall,
  caller: Caller | undefined,
  list: PriceListName,
): UsageRecord {
  const { usage, startedAt, answeredModel, rawUsage, ...course } = call;
  const modelName = (answeredModel ?? call.requestedModel ?? 'unknown').slice(0, LONGEST_NAME);
  return newUsageRecord(startedAt, {
    ...course,
    ...(rawUsage && isKept(rawUsage) && { rawUsage }),
    ...whoMade(caller),
    modelName,
    // Whether none were used, or nobody knows, tells `usageSource`.
    ...(usage ?? NO_TOKENS),
    ...costOfCall(call, modelName, list),
  });
}

const LONGEST_NAME = 256;
const LARGEST_USAGE = 16_384;
const DEEPEST_USAGE = 16;

/** A provider's usage object is small and flat. One that is not could make a record that no database takes. */
function isKept(rawUsage: object): boolean {
  return isFlat(rawUsage, DEEPEST_USAGE) && JSON.stringify(rawUsage).length <= LARGEST_USAGE;
}

function isFlat(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isFlat(inner, depth - 1));
}

/** A call that was made outside of any request or job has nobody who made it. */
function whoMade({ userId, userEmail, userName, operation = 'unknown', route, requestId }: Caller = {}) {
  return {
    userId: userId ?? null,
    userEmail: userEmail ?? null,
    ...(userName !== undefined && { userName }),
    operation,
    ...(route !== undefined && { route }),
    ...(requestId !== undefined && { requestId }),
  };
}
