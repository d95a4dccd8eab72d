import { priceInGenaiPrices } from './genai-prices';
import { type Price } from './price';
import { NAMED_LISTS, PRICE_BOOK } from './price-book';
import { type PricedCall, priceInList } from './price-list';

type NamedListName = keyof typeof NAMED_LISTS;

/** `real` is what the vendors charge; a named list is consulted before it. */
export type PriceListName = 'real' | NamedListName;

/** The values of the PRICE_LIST setting, the default first. */
export const PRICE_LISTS = ['real', ...(Object.keys(NAMED_LISTS) as NamedListName[])] as const;

/** The price of a call: by the chosen list, our book, genai-prices. `undefined` is unpriced, which is not free. */
export function findPrice(call: PricedCall & { readonly list: PriceListName }): Price | undefined {
  const named = call.list === 'real' ? undefined : priceInList(NAMED_LISTS[call.list], call);
  return named ?? priceInList(PRICE_BOOK, call) ?? priceInGenaiPrices(call);
}
