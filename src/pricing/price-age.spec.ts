import { isCalendarDate } from './model-name';
import { priceAge } from './price-age';
import { PRICE_BOOK } from './price-book';

describe('the age of the prices', () => {
  it('is that of the day on which they were read, and none of them is newer', () => {
    const { readOn, newestFrom } = priceAge();
    const days = [...PRICE_BOOK.prices.values()].flat().map(({ from }) => from);
    expect(isCalendarDate(readOn)).toBe(true);
    expect(days).toContain(newestFrom);
    expect(days.filter((day) => day > newestFrom)).toEqual([]);
    expect(newestFrom <= readOn).toBe(true);
  });
});
