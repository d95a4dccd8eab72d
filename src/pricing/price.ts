/** What is sold. The classes are disjoint: `input` is what of the input tokens neither came from a cache nor went into one. */
export const PRICE_CLASSES = [
  'input',
  'cachedInput',
  'cacheWrite',
  'output',
  'seconds',
  'characters',
] as const;

export type PriceClass = (typeof PRICE_CLASSES)[number];

/** Integer pico-USD for one token, second or character. A class without a rate has no known price, which is not 0. */
export type PicoUsdRates = Readonly<Partial<Record<PriceClass, bigint>>>;

/** The documents that this service is built from, each with a table of prices. */
export const DOCUMENT_NAMES = ['seed-000', 'seed-001', 'seed-002', 'seed-003', 'seed-004'] as const;

export type DocumentName = (typeof DOCUMENT_NAMES)[number];

/** What one call pays per unit: already of its date and of its context tier. */
export interface Price {
  /** The entry that matched, e.g. `gpt-4o` for `gpt-4o-2024-11-20`. */
  readonly model: string;
  readonly list: 'book' | 'genai-prices' | DocumentName;
  /** UTC day on which it came into force, where the list knows one. */
  readonly from?: string;
  readonly picoUsdPerUnit: PicoUsdRates;
}
