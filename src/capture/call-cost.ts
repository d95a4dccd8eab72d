import { type ModelCall, type TokenUsage } from '../openai';
import {
  type BillableUsage,
  costOf,
  findPrice,
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
  readonly costParts?: Readonly<Partial<Record<PriceClass, bigint>>>;
  readonly costStatus: CostStatus;
  readonly unpricedReason?: UnpricedReason;
  readonly price?: string;
}

// The price book holds the prices of the standard tier. An answer that still says "auto" was not given another one.
const STANDARD_TIERS: readonly (string | undefined)[] = [undefined, 'default', 'standard', 'auto'];

/** What a call to this model cost, at the prices of its date. */
export function costOfCall(call: ModelCall | ToldCall, model: string, list: PriceListName): CallCost {
  if (call.usageSource === 'none') return { cost: 0, costNanoUsd: 0n, costParts: {}, costStatus: 'free' };
  if (call.usage === undefined) return unpriced('no_usage');
  if (!STANDARD_TIERS.includes(call.serviceTier)) return unpriced('service_tier');
  return costOfUsage(call.usage, call, model, list) ?? unpriced('unknown_model');
}

function costOfUsage(
  usage: TokenUsage,
  call: ModelCall | ToldCall,
  model: string,
  list: PriceListName,
): CallCost | undefined {
  const price = findPrice({ model, at: call.startedAt, inputTokens: usage.promptTokens, list });
  const cost = price && costOf(billable(usage, price), price);
  return (
    cost && {
      cost: usdFromNano(cost.nanoUsd),
      costNanoUsd: cost.nanoUsd,
      costParts: cost.parts,
      costStatus: statusOf(call, usage, price),
      price: `${price.list}:${price.model}${price.from === undefined ? '' : `@${price.from}`}`,
    }
  );
}

function billable(
  { promptTokens, cachedTokens, cacheWriteTokens, completionTokens }: TokenUsage,
  price: Price,
): BillableUsage {
  const classes = { cachedInput: cachedTokens, output: completionTokens };
  const input = promptTokens - cachedTokens;
  // Without a price for them, tokens written to a cache cost at least what input costs.
  if (price.picoUsdPerUnit.cacheWrite === undefined) return { ...classes, input };
  return { ...classes, input: input - cacheWriteTokens, cacheWrite: cacheWriteTokens };
}

/** Audio costs more than the text that it is priced as, and tools that the provider runs are charged beside the tokens. */
function statusOf(call: ModelCall | ToldCall, usage: TokenUsage, price: Price): CostStatus {
  const writesAtInputPrice = usage.cacheWriteTokens > 0 && price.picoUsdPerUnit.cacheWrite === undefined;
  if (call.chargedTools.length > 0 || usage.audioTokens > 0 || writesAtInputPrice) return 'partial';
  return call.usageSource === 'estimated' ? 'estimated' : 'priced';
}

function unpriced(unpricedReason: UnpricedReason): CallCost {
  return { cost: null, costNanoUsd: null, costStatus: 'unpriced', unpricedReason };
}
