import { vendorOf } from './model-name';
import { type PicoUsdRates, type Price } from './price';

/**
 * What a call costs whose data stays in a region: a tenth more for newer models, of whichever region.
 * Sources: "10% uplift for models released on or after March 5, 2026" (OpenAI's pricing page, copy of July 2026), the
 * first of which is gpt-5.4; "1.1x" from Claude Opus 4.6 and Sonnet 4.6 on (Anthropic's pricing page, data residency).
 */
export function inRegion(price: Price, region: string | undefined): Price | undefined {
  if (region === undefined || !hasUplift(price.model)) return price;
  const picoUsdPerUnit = aTenthMore(price.picoUsdPerUnit);
  return picoUsdPerUnit && { ...price, picoUsdPerUnit };
}

const NEWER_AT_OPENAI = /^gpt-(5\.([4-9]|\d\d)|[6-9]|image-2)(\D|$)/;
const OLDER_AT_ANTHROPIC = /^claude-([123]|instant|(opus|sonnet|haiku)-4(-[0-5])?(-20\d{6})?$)/;

function hasUplift(model: string): boolean {
  switch (vendorOf(model)) {
    case 'openai':
      return NEWER_AT_OPENAI.test(model);
    case 'anthropic':
      return !OLDER_AT_ANTHROPIC.test(model);
    case 'google':
      return false;
  }
}

/** `undefined` where that is no whole number of pico-USD for each of them: refused, not rounded. */
function aTenthMore(rates: PicoUsdRates): PicoUsdRates | undefined {
  const entries = Object.entries(rates);
  if (entries.some(([, rate]) => rate % 10n !== 0n)) return undefined;
  return Object.fromEntries(entries.map(([priceClass, rate]) => [priceClass, (rate * 11n) / 10n]));
}
