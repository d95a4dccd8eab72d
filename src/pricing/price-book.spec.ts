import { calcPrice, findProvider, type MatchLogic } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { DOCUMENT_PRICES } from './document-prices';
import { priceInGenaiPrices } from './genai-prices';
import { isCalendarDate } from './model-name';
import { type PicoUsdRates, type PriceClass } from './price';
import { PRICE_BOOK } from './price-book';
import { type ListedPrice, type PriceList, priceInList } from './price-list';

const NOW = new Date('2026-11-23');
const lists: readonly PriceList[] = [PRICE_BOOK, ...Object.values(DOCUMENT_PRICES)];
const entries = lists.flatMap(({ name, prices }) =>
  [...prices].flatMap(([model, listed]) => listed.map((price) => ({ name, model, ...price }))),
);

describe('every listed price', () => {
  it.each(entries)('of $name for $model from $from has a day and a source', ({ from, source }) => {
    expect(isCalendarDate(from)).toBe(true);
    expect(source).toMatch(/seed \d{3}|\w+\.\w+/);
  });

  it.each(entries)('of $name for $model from $from is exact and not negative', ({ name, model, from }) => {
    const list = lists.find((candidate) => candidate.name === name);
    const listed = list?.prices.get(model)?.find((price) => price.from === from);
    const kinds = Object.keys(listed?.usdPerImage ?? { none: 0 });
    for (const imageKind of kinds) {
      const rates = [0, 10_000_000].flatMap((inputTokens) => {
        const price = list && priceInList(list, { model, at: new Date(from), inputTokens, imageKind });
        return [price?.picoUsdPerUnit, price?.batch, price?.priority].flatMap((some) =>
          Object.values(some ?? {}),
        );
      });
      expect(rates.length).toBeGreaterThan(0);
      expect(rates.every((rate) => rate >= 0n)).toBe(true);
    }
  });

  it('comes after the ones before it', () => {
    for (const { prices } of lists) {
      for (const listed of prices.values()) {
        const days = listed.map(({ from }) => from);
        expect(days).toEqual([...new Set(days)].sort());
      }
    }
  });

  it('has only aliases of models that it lists', () => {
    for (const { prices, aliases } of lists) {
      expect([...aliases.values()].filter((model) => !prices.has(model))).toEqual([]);
      expect([...aliases.keys()].filter((alias) => prices.has(alias))).toEqual([]);
    }
  });
});

/** What the book says otherwise than genai-prices. */
const DIFFERING = [
  // Their per-character price, taken for a per-token one.
  'gemini-pro',
  'gemini-1.0-pro',
  // Sound and images that they have under output.
  'gpt-4o-mini-tts',
  'gpt-image-1',
  'gpt-image-1-mini',
  'gpt-image-2',
  'gemini-2.5-flash-preview-tts',
  'gemini-2.5-flash-tts',
  'gemini-2.5-pro-preview-tts',
  'gemini-2.5-pro-tts',
  // The cache of gpt-4o-mini, which this has not.
  'gpt-4o-mini-search-preview',
];

describe('the book', () => {
  it.each(
    // prettier-ignore
    ['gpt-4o', 'gpt-4o-mini', 'gpt-4-turbo', 'gpt-4', 'gpt-3.5-turbo', 'gemini-2.0-flash-exp', 'gemini-pro',
     'gemini-2.5-flash', 'gemini-2.5-pro', 'whisper-1', 'tts-1', 'tts-1-hd'],
  )('prices %s, as one of the five documents does', (model) => {
    expect(PRICE_BOOK.prices.has(model)).toBe(true);
  });

  it('differs from what genai-prices says today only where we say so', () => {
    const differing = [...PRICE_BOOK.prices.keys(), ...PRICE_BOOK.aliases.keys()].filter((model) => {
      const call = { model, at: NOW, inputTokens: 0 };
      const theirs = priceInGenaiPrices(call);
      return theirs && !sameRates(priceInList(PRICE_BOOK, call)?.picoUsdPerUnit, theirs.picoUsdPerUnit);
    });
    expect(differing.toSorted()).toEqual(DIFFERING.toSorted());
    // The price of the later, paid gemini-2.0-flash.
    expect(priceInGenaiPrices({ model: 'gemini-2.0-flash-exp', at: NOW, inputTokens: 0 })).toBeUndefined();
    expect(calcPrice({}, 'gemini-2.0-flash-exp', { providerId: 'google' })?.model_price['input_mtok']).toBe(
      0.1,
    );
  });

  it('hides no dated snapshot that genai-prices prices otherwise', () => {
    const names = ['openai', 'google'].flatMap((providerId) =>
      (findProvider({ providerId })?.models ?? []).flatMap(({ match }) => listedNames(match)),
    );
    expect(names.length).toBeGreaterThan(100);
    const hidden = names.filter((model) => {
      const call = { model, at: NOW, inputTokens: 300_000 };
      const [ours, theirs] = [priceInList(PRICE_BOOK, call), priceInGenaiPrices(call)];
      return ours && theirs && !sameRates(ours.picoUsdPerUnit, theirs.picoUsdPerUnit);
    });
    const dated = ['gpt-4o-mini-search-preview-2025-03-11', 'gpt-image-2-2026-04-21'];
    expect(hidden.toSorted()).toEqual([...DIFFERING, ...dated].toSorted());
  });

  it('has a price for cache writes of each model that is charged for them, GPT-5.6 and later', () => {
    const catalogue = (findProvider({ providerId: 'openai' })?.models ?? []).map(({ id }) => id);
    const later = [...PRICE_BOOK.prices.keys(), ...catalogue].filter((model) =>
      /^gpt-(5\.[6-9]|[6-9])/.test(model),
    );
    expect(later.length).toBeGreaterThan(5);
    for (const model of later) {
      const call = { model, at: NOW, inputTokens: 0 };
      const { input, cacheWrite } =
        (priceInList(PRICE_BOOK, call) ?? priceInGenaiPrices(call))?.picoUsdPerUnit ?? {};
      // A quarter more than the input.
      expect([model, cacheWrite && cacheWrite * 4n]).toEqual([model, input && input * 5n]);
    }
  });
});

describe('a price that is appended', () => {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  const days = { min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true };
  const listOf = (listed: readonly ListedPrice[]): PriceList => ({
    name: 'book',
    prices: new Map([['m', listed]]),
    aliases: new Map(),
  });

  it('changes no price before its day', () => {
    const usd = fc.nat(1_000);
    const tokenPrices = fc.record({ input: usd, audioInput: usd, imageOutput: usd }, { requiredKeys: [] });
    const prices = fc.record(
      {
        usdPerMillionTokens: tokenPrices,
        batch: tokenPrices,
        priority: tokenPrices,
        usdPerMillionCharacters: usd,
        usdPerImage: fc.record({ small: usd }),
        longContext: fc.record({ inputTokens: fc.nat(9), usdPerMillionTokens: tokenPrices }),
        source: fc.constant('drawn'),
        from: fc.date(days).map(day),
      },
      { requiredKeys: ['source', 'from'] },
    );
    const lists = fc.uniqueArray(prices, { selector: ({ from }) => from, minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.date(days), fc.nat(9), (drawn, at, inputTokens) => {
        const listed = drawn.toSorted((a, b) => a.from.localeCompare(b.from));
        fc.pre(day(at) < (listed.at(-1)?.from ?? ''));
        const call = { model: 'm', at, inputTokens, imageKind: 'small' };
        expect(priceInList(listOf(listed), call)).toEqual(priceInList(listOf(listed.slice(0, -1)), call));
      }),
    );
  });
});

/** Whether all that they price costs the same with us, who may price more. */
function sameRates(ours: PicoUsdRates | undefined, theirs: PicoUsdRates): boolean {
  return Object.entries(theirs).every(([priceClass, rate]) => ours?.[priceClass as PriceClass] === rate);
}

function listedNames(match: MatchLogic): readonly string[] {
  if ('equals' in match) return [match.equals];
  return 'or' in match ? match.or.flatMap(listedNames) : [];
}
