import { type PicoUsdRates, type PriceClass } from './price';

type SameAs = readonly [unprinted: PriceClass, printed: PriceClass];

/**
 * Reasoning is billed as output ("billed as output tokens": OpenAI's pricing page; "including thinking tokens":
 * Google's). Chat models take images at the price of text; a model that does not has a price for them printed.
 */
const ALWAYS: readonly SameAs[] = [
  ['reasoning', 'output'],
  ['imageInput', 'input'],
  ['cachedImageInput', 'cachedInput'],
];

/**
 * A model whose page prints no cached price has no cache (gpt-4-turbo, gpt-4o-2024-05-13, the pro models): tokens that
 * are reported as cached all the same are input like any other, as genai-prices' own engine charges them too.
 * Sources: developers.openai.com/api/docs/models/gpt-4-turbo.md, github.com/anomalyco/models.dev/pull/231.
 * Writing to a cache has no fee of its own before GPT-5.6, and a printed price from then on. Source: OpenAI's guide on
 * prompt caching, quoted in github.com/mindroom-ai/mindroom/pull/2134.
 */
const WITHOUT_CACHE: readonly SameAs[] = [
  ['cachedInput', 'input'],
  ['cacheWrite', 'input'],
  ['cachedAudioInput', 'audioInput'],
  ['cachedImageInput', 'imageInput'],
];

/** Printed rates, with those that a vendor does not print because they are the same as others. */
export function withUnprintedRates(printed: PicoUsdRates): PicoUsdRates {
  return filledIn(printed, ALWAYS);
}

/** The same of a vendor, or a list, that prints the price of each cache there is. */
export function withUnprintedCaches(printed: PicoUsdRates): PicoUsdRates {
  return filledIn(printed, [...WITHOUT_CACHE, ...ALWAYS]);
}

function filledIn(printed: PicoUsdRates, same: readonly SameAs[]): PicoUsdRates {
  const rates: Partial<Record<PriceClass, bigint>> = { ...printed };
  for (const [unprinted, from] of same) {
    const rate = rates[unprinted] ?? rates[from];
    if (rate !== undefined) rates[unprinted] = rate;
  }
  return rates;
}
