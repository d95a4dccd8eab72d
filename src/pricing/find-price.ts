import { DOCUMENT_PRICES } from './document-prices';
import { priceInGenaiPrices } from './genai-prices';
import { DOCUMENT_NAMES, type DocumentName, type Price } from './price';
import { PRICE_BOOK } from './price-book';
import { type PricedCall, priceInList } from './price-list';

/** `real` is what the vendors charge; the table of a document is consulted before it. */
export type PriceListName = 'real' | DocumentName;

/** The values of the PRICE_LIST setting, the default first. */
export const PRICE_LISTS = ['real', ...DOCUMENT_NAMES] as const;

/** The price of a call: by the chosen list, our book, genai-prices. `undefined` is unpriced, which is not free. */
export function findPrice(call: PricedCall & { readonly list: PriceListName }): Price | undefined {
  const named = call.list === 'real' ? undefined : priceInList(DOCUMENT_PRICES[call.list], call);
  return named ?? priceInList(PRICE_BOOK, call) ?? priceInGenaiPrices(call);
}
