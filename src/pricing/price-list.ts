import { picoUsdPerUnit } from './money';
import { namesOf } from './model-name';
import { type PicoUsdRates, type Price, type PriceClass, type Rates, type TokenClass } from './price';
import { rememberedByDay } from './remembered-by-day';
import { withUnprintedCaches } from './unprinted-rates';

/** USD for a million tokens of each class, as the vendor prints them. What is not printed: `unprinted-rates.ts`. */
type TokenPrices = Readonly<Partial<Record<TokenClass, number>>>;

interface TieredTokenPrices {
  /** In the standard tier. */
  readonly usdPerMillionTokens?: TokenPrices;
  /** Where a batch does not cost half of the standard tier; `{}` where the vendor prints that it sells none. */
  readonly batch?: TokenPrices;
  /** In the tier `priority`, which OpenAI has called fast mode since 2026-07-30. */
  readonly priority?: TokenPrices;
}

interface LongContextPrices extends TieredTokenPrices {
  /** A call with more input tokens than these, cached ones included, pays this price for all of its tokens. */
  readonly inputTokens: number;
}

interface UnitPrices {
  readonly usdPerMinute?: number;
  readonly usdPerMillionCharacters?: number;
  /** By what images are charged by: `1024x1024`, `1024x1024 hd`. */
  readonly usdPerImage?: Readonly<Record<string, number>>;
}

/** A price as its vendor printed it, in force from the start of a UTC day. */
export interface ListedPrice extends TieredTokenPrices, UnitPrices {
  readonly from: string;
  /** Where it was read: a page, a catalogue, one of the five documents. */
  readonly source: string;
  readonly longContext?: LongContextPrices;
}

/** By model name, the prices of each in the order in which they came into force. */
export type ListedPrices = Readonly<Record<string, readonly [ListedPrice, ...ListedPrice[]]>>;

export interface PriceList {
  readonly name: Price['list'];
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
  /** `1024x1024 hd`, of images that are charged one by one. */
  readonly imageKind?: string | undefined;
}

/**
 * The price that the list had in force at the time of the call. A call dated before the first price pays the first one:
 * a model was not called before it existed, so the date is off (a clock, made-up sample data), not the price.
 */
export function priceInList(list: PriceList, call: PricedCall): Price | undefined {
  const listing = listingOf(list)(call.model, call.at);
  if (listing === undefined) return undefined;
  const { model, inForce } = listing;
  return { model, list: list.name, from: inForce.from, ...ratesFor(inForce, call) };
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

function ratesFor(listed: ListedPrice, { inputTokens, imageKind = '' }: PricedCall): Rates {
  const { longContext, usdPerImage = {} } = listed;
  const isLong = longContext !== undefined && inputTokens > longContext.inputTokens;
  const rates = ratesOf(isLong ? longContext : listed);
  // A kind comes from outside, and may be called as what every object has.
  const usd = Object.hasOwn(usdPerImage, imageKind) ? usdPerImage[imageKind] : undefined;
  if (usd === undefined) return rates;
  return { ...rates, picoUsdPerUnit: { ...rates.picoUsdPerUnit, images: exact(usd, 1n) } };
}

// A price is printed once and asked for with every call.
const knownRates = new WeakMap<TieredTokenPrices, Rates>();

function ratesOf(printed: TieredTokenPrices & UnitPrices): Rates {
  const rates = knownRates.get(printed) ?? newRates(printed);
  knownRates.set(printed, rates);
  return rates;
}

function newRates({
  usdPerMillionTokens = {},
  batch,
  priority,
  ...units
}: TieredTokenPrices & UnitPrices): Rates {
  return {
    picoUsdPerUnit: { ...tokenRates(usdPerMillionTokens), ...unitRates(units) },
    ...(batch && { batch: tokenRates(batch) }),
    ...(priority && { priority: tokenRates(priority) }),
  };
}

function tokenRates(prices: TokenPrices): PicoUsdRates {
  const rates: Partial<Record<PriceClass, bigint>> = {};
  for (const [tokenClass, usd] of Object.entries(prices) as [TokenClass, number][])
    rates[tokenClass] = exact(usd, 1_000_000n);
  return withUnprintedCaches(rates);
}

function unitRates({ usdPerMinute, usdPerMillionCharacters }: UnitPrices): PicoUsdRates {
  return {
    ...(usdPerMinute !== undefined && { seconds: exact(usdPerMinute, 60n) }),
    ...(usdPerMillionCharacters !== undefined && {
      characters: exact(usdPerMillionCharacters, 1_000_000n),
    }),
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
