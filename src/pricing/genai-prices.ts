import { calcPrice, type MatchLogic, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import { namesOf, vendorOf } from './model-name';
import { picoUsdPerUnit } from './money';
import { type PicoUsdRates, type Price, type PriceClass } from './price';
import { CATALOGUE_ALIASES } from './price-book';
import { type PricedCall } from './price-list';
import { rememberedByDay } from './remembered-by-day';
import { withUnprintedCaches, withUnprintedRates } from './unprinted-rates';

/** The catalogue's key for each class, and how many of our units its price buys. It sells nothing by character or image. */
const KEYS: readonly (readonly [PriceClass, key: string, units: bigint])[] = [
  ['input', 'input_mtok', 1_000_000n],
  ['cachedInput', 'cache_read_mtok', 1_000_000n],
  ['cacheWrite', 'cache_write_mtok', 1_000_000n],
  ['cacheWrite1h', 'cache_write_1h_mtok', 1_000_000n],
  ['audioInput', 'input_audio_mtok', 1_000_000n],
  ['cachedAudioInput', 'cache_audio_read_mtok', 1_000_000n],
  ['imageInput', 'input_image_mtok', 1_000_000n],
  ['cachedImageInput', 'cache_image_read_mtok', 1_000_000n],
  ['output', 'output_mtok', 1_000_000n],
  ['reasoning', 'output_reasoning_mtok', 1_000_000n],
  ['audioOutput', 'output_audio_mtok', 1_000_000n],
  ['imageOutput', 'output_image_mtok', 1_000_000n],
  // It writes the same price as `audio_hours` too.
  ['seconds', 'input_audio_hours', 3_600n],
];

/**
 * The rates that the bundled catalogue of pydantic/genai-prices knows for the date; its float totals are not used.
 * It matches some models by prefix (`gpt-5-nano-` anything), so a match counts only where it lists that very name.
 * Where it puts two classes under one key (gpt-image-1's images as output), the book has the model.
 */
export function priceInGenaiPrices({ model, at, inputTokens }: PricedCall): Price | undefined {
  const match = catalogueMatch(model, at);
  if (match === undefined) return undefined;
  const rates = ratesOf(match.prices, inputTokens);
  if (rates === undefined) return undefined;
  // Not so for Google, whose models have a discount that the catalogue does not list for each of them (gemini-1.5-pro).
  const picoUsdPerUnit =
    vendorOf(model) === 'openai' ? withUnprintedCaches(rates) : withUnprintedRates(rates);
  return { model: match.model, list: 'genai-prices', picoUsdPerUnit };
}

// It looks through the whole catalogue, which takes longer than all else that is done for a record.
const catalogueMatch = rememberedByDay((model, at) => {
  const providerId = vendorOf(model);
  for (const name of namesOf(model, CATALOGUE_ALIASES)) {
    const match = calcPrice({}, name, { providerId, timestamp: at });
    if (match === null || !(match.model.id === name || listsName(match.model.match, name))) continue;
    return { model: match.model.id, prices: match.model_price };
  }
  return undefined;
});

function listsName(match: MatchLogic, name: string): boolean {
  if ('equals' in match) return match.equals === name;
  return 'or' in match && match.or.some((alternative) => listsName(alternative, name));
}

/** `undefined` without any rate, or where one of them is no whole number of pico-USD: refused, not rounded. */
function ratesOf(prices: ModelPrice, inputTokens: number): PicoUsdRates | undefined {
  const rates: Partial<Record<PriceClass, bigint>> = {};
  for (const [priceClass, key, units] of KEYS) {
    const price = prices[key];
    if (price === undefined) continue;
    const rate = picoUsdPerUnit(inTier(price, inputTokens), units);
    if (rate === undefined) return undefined;
    rates[priceClass] = rate;
  }
  return Object.keys(rates).length === 0 ? undefined : rates;
}

/** All tokens of a call pay the tier that its whole input reaches. */
function inTier(price: number | TieredPrices, inputTokens: number): number {
  if (typeof price === 'number') return price;
  return price.tiers.findLast(({ start }) => inputTokens > start)?.price ?? price.base;
}
