import { vendorOf } from './model-name';
import { type PicoUsdRates, type Price, TOKEN_CLASSES } from './price';

type Tier = 'standard' | 'batch' | 'flex' | 'priority';

/**
 * What answers call them. One that still says `auto` was given no other tier; `standard` is Anthropic's and Google's
 * word, `on_demand` that of Google's Vertex AI; `fast` is OpenAI's new name of `priority` (2026-07-30).
 */
const TIERS: ReadonlyMap<string, Tier> = new Map([
  ['default', 'standard'],
  ['standard', 'standard'],
  ['auto', 'standard'],
  ['on_demand', 'standard'],
  ['unspecified', 'standard'],
  ['traffic_type_unspecified', 'standard'],
  ['batch', 'batch'],
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['fast', 'priority'],
]);

/**
 * The price in the tier that an answer names. `undefined` where the vendor charges otherwise there, and we have not
 * read how: a tier that is not known, `priority` of a model whose price in it is not in the book.
 */
export function inServiceTier(price: Price, serviceTier = 'default'): Price | undefined {
  const tier = TIERS.get(serviceTier.toLowerCase());
  const picoUsdPerUnit = tier && ratesIn(price, tier);
  return picoUsdPerUnit && { ...price, picoUsdPerUnit };
}

function ratesIn({ model, picoUsdPerUnit, batch, priority }: Price, tier: Tier): PicoUsdRates | undefined {
  const isGoogles = vendorOf(model) === 'google';
  switch (tier) {
    case 'standard':
      return picoUsdPerUnit;
    case 'batch':
      return batch ?? halfOf(picoUsdPerUnit, isGoogles ? 'whole' : 'half');
    case 'flex':
      return halfOf(picoUsdPerUnit, isGoogles ? 'unknown' : 'half');
    case 'priority':
      return priority;
  }
}

/**
 * `whole`: Google's batches pay for what comes from a cache as all others do (0.125 USD beside 0.625 for the input of
 * gemini-2.5-pro: ai.google.dev/pricing of 2025-10-08, kept in gfargo/token-tally). What its flex tier does is not said.
 */
type Charged = 'half' | 'whole' | 'unknown';

const TOKENS: ReadonlySet<string> = new Set(TOKEN_CLASSES);
const CACHED: ReadonlySet<string> = new Set(['cachedInput', 'cachedAudioInput', 'cachedImageInput']);

/**
 * Batch and flex sell tokens at half the price: OpenAI's pricing page of July and September 2026,
 * platform.claude.com/docs/en/about-claude/pricing, ai.google.dev/gemini-api/docs/optimization.
 */
function halfOf(rates: PicoUsdRates, cached: Charged): PicoUsdRates {
  return Object.fromEntries(
    Object.entries(rates).flatMap(([priceClass, rate]) => {
      const charged = TOKENS.has(priceClass) ? (CACHED.has(priceClass) ? cached : 'half') : 'whole';
      if (charged === 'whole') return [[priceClass, rate]];
      // A half that is no whole number of pico-USD is refused, not rounded.
      return charged === 'half' && rate % 2n === 0n ? [[priceClass, rate / 2n]] : [];
    }),
  );
}
