import { type BillableUsage, costOf } from './cost';
import { findPrice, type PriceListName } from './find-price';
import { nanoUsdFromPico } from './money';
import { type PriceClass } from './price';
import { type PricedTool, toolPrice } from './tool-prices';

/** What a call used of one tool that the provider ran. */
export interface BillableTool {
  readonly tool: PricedTool;
  /** Searches, containers or images. */
  readonly calls: number;
  /** Of a container, `1g`. */
  readonly size?: string;
  /** The model that the tool itself ran, and what that used: no part of what the call used. */
  readonly model?: string;
  readonly classes?: BillableUsage;
}

/** The call that used the tools. */
export interface ToolCaller {
  readonly model: string;
  readonly at: Date;
  readonly list: PriceListName;
}

/** Integer nano-USD of each class of usage and of each tool. */
export type CostParts = Readonly<Partial<Record<PriceClass | PricedTool, bigint>>>;

/**
 * What tools cost, in any service tier. Each part is rounded half-even. `undefined` where the price of one of them is
 * not known: unknown is not zero.
 */
export function costOfTools(tools: readonly BillableTool[], caller: ToolCaller): CostParts | undefined {
  const costs: Partial<Record<PricedTool, bigint>> = {};
  for (const used of tools) {
    const nanoUsd = used.tool === 'image_generation' ? costOfImages(used, caller) : costOfCalls(used, caller);
    if (nanoUsd === undefined) return undefined;
    costs[used.tool] = (costs[used.tool] ?? 0n) + nanoUsd;
  }
  return costs;
}

/** Images are not charged by their number, but by the tokens of the model that made them. */
function costOfImages({ model, classes }: BillableTool, { at, list }: ToolCaller): bigint | undefined {
  if (model === undefined || classes === undefined) return undefined;
  const price = findPrice({ model, at, inputTokens: 0, list });
  return price && costOf(classes, price)?.nanoUsd;
}

function costOfCalls({ tool, size, calls }: BillableTool, { model, at }: ToolCaller): bigint | undefined {
  const price = toolPrice({ tool, size, model, at });
  if (price === undefined) return undefined;
  return nanoUsdFromPico(price.picoUsdPerCall * BigInt(price.isPerRequest ? Math.min(calls, 1) : calls));
}
