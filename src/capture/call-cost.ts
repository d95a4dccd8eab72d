import { type ModelCall, type UsageClasses } from '../openai';
import {
  type BillableUsage,
  type CostParts,
  costOf,
  costOfTools,
  findPrice,
  inRegion,
  inServiceTier,
  type Price,
  type PriceClass,
  type PriceListName,
  usdFromNano,
} from '../pricing';
import { type CostStatus, type UnpricedReason } from '../usage';
import { type ToldCall } from './handler-result';

/** What a call cost, as far as that is known. */
export interface CallCost {
  readonly cost: number | null;
  /** Nano-USD. */
  readonly costNanoUsd: bigint | null;
  /** Nano-USD of each class of usage and of each tool. */
  readonly costParts?: CostParts;
  readonly costStatus: CostStatus;
  readonly unpricedReason?: UnpricedReason;
  readonly price?: string;
}

/** What a call to this model cost, at the prices of its date. */
export function costOfCall(call: ModelCall | ToldCall, model: string, list: PriceListName): CallCost {
  if (call.usageSource === 'none' && call.tools.length === 0)
    return { cost: 0, costNanoUsd: 0n, costParts: {}, costStatus: 'free' };
  const used = costOfUsage(call, model, list);
  if (typeof used === 'string') return unpriced(used);
  const tools = costOfTools(call.tools, { model, at: call.startedAt, list });
  if (tools === undefined) return unpriced('tool_price');
  return {
    ...totalOf({ ...used.parts, ...tools }),
    costStatus: call.usageSource === 'estimated' || used.isEstimate ? 'estimated' : 'priced',
    ...(used.price && { price: nameOf(used.price) }),
  };
}

interface UsageCost {
  readonly parts: CostParts;
  readonly price?: Price;
  readonly isEstimate: boolean;
}

function costOfUsage(
  call: ModelCall | ToldCall,
  model: string,
  list: PriceListName,
): UsageCost | UnpricedReason {
  if (call.usage === undefined && call.usageSource !== 'none') return 'no_usage';
  const used = billable(call.usage?.classes ?? {});
  // What used nothing, as making a container does, costs nothing, whatever its model.
  if (Object.keys(used).length === 0) return { parts: {}, isEstimate: false };
  const { standard, isEstimate } = standardPrice(call, model, list);
  if (standard === undefined) return 'unknown_model';
  const inTier = inServiceTier(standard, call.serviceTier);
  if (inTier === undefined) return 'service_tier';
  const price = inRegion(inTier, call.region);
  if (price === undefined) return 'no_rate';
  const cost = costOf(used, price);
  return cost === undefined ? 'no_rate' : { parts: cost.parts, price, isEstimate };
}

/**
 * In the standard tier. A batch tells one usage for all of its requests, and not whether one of them was so long as to
 * pay for that. It is priced as if none was; where that makes a difference, the cost is an estimate.
 */
function standardPrice(
  { usage, endpoint, startedAt: at, imageKind }: ModelCall | ToldCall,
  model: string,
  list: PriceListName,
) {
  const priceOf = (inputTokens: number) => findPrice({ model, at, inputTokens, imageKind, list });
  const ofAll = priceOf(usage?.promptTokens ?? 0);
  const standard = endpoint === 'batches' ? priceOf(0) : ofAll;
  return { standard, isEstimate: standard?.picoUsdPerUnit.input !== ofAll?.picoUsdPerUnit.input };
}

/**
 * The rooms that name the classes know nothing of each other. A class that one of them lacks makes this `never`, and the
 * function below does not compile: without that, what was used in it would be charged as nothing.
 */
type SameClasses = [keyof UsageClasses, PriceClass] extends [PriceClass, keyof UsageClasses]
  ? BillableUsage
  : never;

function billable(classes: UsageClasses): SameClasses {
  return classes;
}

/** Sums what is in the record, so that its parts sum to its total. */
function totalOf(costParts: CostParts): Pick<CallCost, 'cost' | 'costNanoUsd' | 'costParts'> {
  const costNanoUsd = Object.values(costParts).reduce((sum, part) => sum + part, 0n);
  return { cost: usdFromNano(costNanoUsd), costNanoUsd, costParts };
}

/** `book:gpt-4o@2024-08-06`. */
function nameOf({ list, model, from }: Price): string {
  return `${list}:${model}${from === undefined ? '' : `@${from}`}`;
}

function unpriced(unpricedReason: UnpricedReason): CallCost {
  return { cost: null, costNanoUsd: null, costStatus: 'unpriced', unpricedReason };
}
