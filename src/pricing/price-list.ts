import { picoUsdPerUnit } from './money';
import { namesOf } from './model-name';
import { type PicoUsdRates, type Price } from './price';
import { rememberedByDay } from './remembered-by-day';

/**
 * As the vendor prints them. Tokens read from a cache cost `cachedInput`; a model for which the vendor prints no such
 * price has no cache, and they cost `input`.
 */
interface TokenPrices {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output?: number;
}

/** A price as its vendor printed it, in force from the start of a UTC day. */
export type ListedPrice = {
  readonly from: string;
  /** Where it was read: a page, a catalogue, one of the five documents. */
  readonly source: string;
} & (
  | {
      readonly usdPerMillionTokens: TokenPrices;
      /** A call with more input tokens than `inputTokens`, cached ones included, pays these for all of its tokens. */
      readonly longContext?: { readonly inputTokens: number; readonly usdPerMillionTokens: TokenPrices };
    }
  | { readonly usdPerMinute: number }
  | { readonly usdPerMillionCharacters: number }
);

export interface PriceList {
  readonly name: Price['list'];
  /** By model name, the prices of each in the order in which they came into force. */
  readonly prices: ReadonlyMap<string, readonly ListedPrice[]>;
  /** Other names of a listed model. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** What decides about the price of a call. */
export interface PricedCall {
  readonly model: string;
  readonly at: Date;
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
}

/**
 * The price that the list had in force at the time of the call. A call dated before the first price pays the first one:
 * a model was not called before it existed, so the date is off (a clock, made-up sample data), not the price.
 */
export function priceInList(list: PriceList, call: PricedCall): Price | undefined {
  const listing = listingOf(list)(call.model, call.at);
  if (listing === undefined) return undefined;
  const { model, inForce } = listing;
  return { model, list: list.name, from: inForce.from, picoUsdPerUnit: ratesOf(inForce, call.inputTokens) };
}

interface Listing {
  readonly model: string;
  readonly inForce: ListedPrice;
}

const listings = new WeakMap<PriceList, (model: string, at: Date) => Listing | undefined>();

function listingOf(list: PriceList) {
  const known = listings.get(list);
  if (known !== undefined) return known;
  const remembered = rememberedByDay((model, at) => findListing(list, model, at));
  listings.set(list, remembered);
  return remembered;
}

function findListing(list: PriceList, name: string, at: Date): Listing | undefined {
  for (const model of namesOf(name, list.aliases)) {
    const listed = list.prices.get(model);
    const inForce = listed?.findLast(({ from }) => startOf(from) <= at.getTime()) ?? listed?.[0];
    if (inForce !== undefined) return { model, inForce };
  }
  return undefined;
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function ratesOf(listed: ListedPrice, inputTokens: number): PicoUsdRates {
  if ('usdPerMinute' in listed) return { seconds: exact(listed.usdPerMinute, 60n) };
  if ('usdPerMillionCharacters' in listed) {
    return { characters: exact(listed.usdPerMillionCharacters, 1_000_000n) };
  }
  const { usdPerMillionTokens, longContext } = listed;
  const isLong = longContext !== undefined && inputTokens > longContext.inputTokens;
  return tokenRates(isLong ? longContext.usdPerMillionTokens : usdPerMillionTokens);
}

// A price is printed once and asked for with every call.
const knownRates = new WeakMap<TokenPrices, PicoUsdRates>();

function tokenRates(prices: TokenPrices): PicoUsdRates {
  const rates = knownRates.get(prices) ?? newTokenRates(prices);
  knownRates.set(prices, rates);
  return rates;
}

function newTokenRates({ input, cachedInput = input, output }: TokenPrices): PicoUsdRates {
  return {
    input: exact(input, 1_000_000n),
    cachedInput: exact(cachedInput, 1_000_000n),
    ...(output !== undefined && { output: exact(output, 1_000_000n) }),
  };
}

function exact(usd: number, units: bigint): bigint {
  const rate = picoUsdPerUnit(usd, units);
  if (rate === undefined) {
    throw new RangeError(
      `The price of ${usd} USD for ${units} units is not a whole number of pico-USD per unit.`,
    );
  }
  return rate;
}
