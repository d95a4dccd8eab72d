import { nanoUsdFromPico } from './money';
import { type Price, PRICE_CLASSES, type PriceClass } from './price';

/**
 * What one call used, in whole units. Seconds are whole too, as OpenAI bills them: a recorded whisper-1 answer of
 * 36.71 seconds says `usage: {type: 'duration', seconds: 37}`.
 */
export type BillableUsage = Readonly<Partial<Record<PriceClass, number>>>;

/** Integer nano-USD. The parts, each rounded half-even, sum to `nanoUsd`. */
export interface Cost {
  readonly nanoUsd: bigint;
  readonly parts: Readonly<Partial<Record<PriceClass, bigint>>>;
}

/**
 * `undefined` where something was used for which the price has no rate: unknown is not zero.
 * @throws RangeError for a count that is no count
 */
export function costOf(usage: BillableUsage, price: Price): Cost | undefined {
  const parts: Partial<Record<PriceClass, bigint>> = {};
  let nanoUsd = 0n;
  for (const priceClass of PRICE_CLASSES) {
    const count = countOf(usage, priceClass);
    if (count === 0) continue;
    const rate = price.picoUsdPerUnit[priceClass];
    if (rate === undefined) return undefined;
    const part = nanoUsdFromPico(BigInt(count) * rate);
    parts[priceClass] = part;
    nanoUsd += part;
  }
  return { nanoUsd, parts };
}

function countOf(usage: BillableUsage, priceClass: PriceClass): number {
  const count = usage[priceClass] ?? 0;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`Usage '${priceClass}' must be a whole number of at least 0, not ${count}.`);
  }
  return count;
}
