import { calcPrice, type MatchLogic, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import { namesOf } from './model-name';
import { picoUsdPerUnit } from './money';
import { type PicoUsdRates, type Price, type PriceClass } from './price';
import { CATALOGUE_ALIASES } from './price-book';
import { type PricedCall } from './price-list';
import { rememberedByDay } from './remembered-by-day';

/** The catalogue's key for each class, and how many of our units its price buys. */
const KEYS: Readonly<Record<Exclude<PriceClass, 'characters'>, readonly [key: string, units: bigint]>> = {
  input: ['input_mtok', 1_000_000n],
  cachedInput: ['cache_read_mtok', 1_000_000n],
  cacheWrite: ['cache_write_mtok', 1_000_000n],
  output: ['output_mtok', 1_000_000n],
  seconds: ['input_audio_hours', 3_600n],
};

/**
 * The rates that the bundled catalogue of pydantic/genai-prices knows for the date; its float totals are not used.
 * It matches some models by prefix (`gpt-5-nano-` anything), so a match counts only where it lists that very name.
 */
export function priceInGenaiPrices({ model, at, inputTokens }: PricedCall): Price | undefined {
  const match = catalogueMatch(model, at);
  const picoUsdPerUnit = match && ratesOf(match.prices, inputTokens, match.providerId);
  return picoUsdPerUnit && { model: match.model, list: 'genai-prices', picoUsdPerUnit };
}

// It looks through the whole catalogue, which takes longer than all else that is done for a record.
const catalogueMatch = rememberedByDay((model, at) => {
  const providerId = model.startsWith('gemini-') ? 'google' : 'openai';
  for (const name of namesOf(model, CATALOGUE_ALIASES)) {
    const match = calcPrice({}, name, { providerId, timestamp: at });
    if (match === null || !(match.model.id === name || listsName(match.model.match, name))) continue;
    return { model: match.model.id, providerId, prices: match.model_price };
  }
  return undefined;
});

function listsName(match: MatchLogic, name: string): boolean {
  if ('equals' in match) return match.equals === name;
  return 'or' in match && match.or.some((alternative) => listsName(alternative, name));
}

/** `undefined` without any rate, or where one of them is no whole number of pico-USD: refused, not rounded. */
function ratesOf(prices: ModelPrice, inputTokens: number, providerId: string): PicoUsdRates | undefined {
  const rates: Partial<Record<PriceClass, bigint>> = {};
  for (const [priceClass, [key, units]] of Object.entries(KEYS) as [PriceClass, [string, bigint]][]) {
    const price = prices[key];
    if (price === undefined) continue;
    const rate = picoUsdPerUnit(inTier(price, inputTokens), units);
    if (rate === undefined) return undefined;
    rates[priceClass] = rate;
  }
  if (Object.keys(rates).length === 0) return undefined;
  return providerId === 'openai' ? withCachedInput(rates) : rates;
}

/** All tokens of a call pay the tier that its whole input reaches. */
function inTier(price: number | TieredPrices, inputTokens: number): number {
  if (typeof price === 'number') return price;
  return price.tiers.findLast(({ start }) => inputTokens > start)?.price ?? price.base;
}

/**
 * A model whose page prints no cached price has no cache (gpt-4-turbo, gpt-4o-2024-05-13, the pro models): tokens that
 * are reported as cached all the same are input like any other, as genai-prices' own engine charges them too.
 * Sources: developers.openai.com/api/docs/models/gpt-4-turbo.md, github.com/anomalyco/models.dev/pull/231.
 * Not so for Google, whose models have a discount that the catalogue does not list for each of them (gemini-1.5-pro).
 */
function withCachedInput({ cachedInput, ...rates }: PicoUsdRates): PicoUsdRates {
  const rate = cachedInput ?? rates.input;
  return rate === undefined ? rates : { ...rates, cachedInput: rate };
}
