import { PRICE_BOOK, PRICES_READ_ON } from './price-book';

/** How old our own prices are. */
export interface PriceAge {
  /** UTC day on which they were last compared with the vendors'. */
  readonly readOn: string;
  /** UTC day from which the newest of them is charged. */
  readonly newestFrom: string;
}

export function priceAge(): PriceAge {
  const days = Array.from(PRICE_BOOK.prices.values()).flatMap((listed) => listed.map(({ from }) => from));
  return { readOn: PRICES_READ_ON, newestFrom: days.sort().at(-1) ?? PRICES_READ_ON };
}
