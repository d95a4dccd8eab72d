/** Tokens, by what they are: sold by the million. Halved in a batch, as nothing else is. */
export const TOKEN_CLASSES = [
  'input',
  'cachedInput',
  'cacheWrite',
  'cacheWrite1h',
  'audioInput',
  'cachedAudioInput',
  'imageInput',
  'cachedImageInput',
  'output',
  'reasoning',
  'audioOutput',
  'imageOutput',
] as const;

/**
 * What is sold. The classes are disjoint: `input` is text that neither came from a cache nor went into one, `output` is
 * text that is neither reasoning nor sound nor image.
 */
export const PRICE_CLASSES = [...TOKEN_CLASSES, 'seconds', 'characters', 'images'] as const;

export type TokenClass = (typeof TOKEN_CLASSES)[number];
export type PriceClass = (typeof PRICE_CLASSES)[number];

/** Integer pico-USD for one token, second, character or image. A class without a rate has no known price, which is not 0. */
export type PicoUsdRates = Readonly<Partial<Record<PriceClass, bigint>>>;

/** The documents that this service is built from, each with a table of prices. */
export const DOCUMENT_NAMES = ['seed-000', 'seed-001', 'seed-002', 'seed-003', 'seed-004'] as const;

export type DocumentName = (typeof DOCUMENT_NAMES)[number];

/** What the vendor charges per unit: in the standard tier, and in others as far as it prints them. */
export interface Rates {
  readonly picoUsdPerUnit: PicoUsdRates;
  /** Where they are not half of the standard ones. */
  readonly batch?: PicoUsdRates;
  readonly priority?: PicoUsdRates;
}

/** What one call pays: already of its date, of its context tier and of its kind of image. */
export interface Price extends Rates {
  /** The entry that matched, e.g. `gpt-4o` for `gpt-4o-2024-11-20`. */
  readonly model: string;
  readonly list: 'book' | 'genai-prices' | DocumentName;
  /** UTC day on which it came into force, where the list knows one. */
  readonly from?: string;
}
