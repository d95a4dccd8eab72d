import { findProvider } from '@pydantic/genai-prices';
import { findPrice, PRICE_LISTS, type Price, type PriceListName } from '.';

const find = (model: string, at = '2026-11-23', inputTokens = 0, list: PriceListName = 'real') =>
  findPrice({ model, at: new Date(at), inputTokens, list });

const perMillion = (price: Price | undefined) =>
  price &&
  [price.picoUsdPerUnit.input, price.picoUsdPerUnit.cachedInput, price.picoUsdPerUnit.output].map((rate) =>
    rate === undefined ? undefined : Number(rate) / 1e6,
  );

describe('the price of a name', () => {
  it.each([
    ['gpt-4o', 'book', 'gpt-4o', 2.5],
    ['gpt-4o-2024-05-13', 'book', 'gpt-4o-2024-05-13', 5],
    ['gpt-4o-2024-08-06', 'book', 'gpt-4o-2024-08-06', 2.5],
    ['gpt-4o-2024-11-20', 'book', 'gpt-4o-2024-11-20', 2.5],
    ['gpt-4o-mini', 'book', 'gpt-4o-mini', 0.15],
    ['gpt-4o-mini-2024-07-18', 'book', 'gpt-4o-mini', 0.15],
    ['gpt-4-turbo-2024-04-09', 'book', 'gpt-4-turbo', 10],
    ['gpt-4-0125-preview', 'book', 'gpt-4-turbo', 10],
    ['gpt-4-1106-vision-preview', 'book', 'gpt-4-turbo', 10],
    ['gpt-4-0613', 'book', 'gpt-4', 30],
    ['gpt-3.5-turbo-0613', 'book', 'gpt-3.5-turbo-0613', 1.5],
    ['gpt-3.5-turbo-1106', 'book', 'gpt-3.5-turbo-1106', 1],
    ['o3-2025-04-16', 'book', 'o3', 2],
    ['o1-mini-2024-09-12', 'book', 'o1-mini', 1.1],
    ['gpt-6.1-sol-2026-09-29', 'book', 'gpt-6.1-sol', 2],
    ['text-embedding-ada-002-v2', 'book', 'text-embedding-ada-002', 0.1],
    ['ft:gpt-4o-2024-08-06:acme::9xYz', 'book', 'ft:gpt-4o-2024-08-06', 3.75],
    ['ft:gpt-4o-mini-2024-07-18:acme:support:9xYz', 'book', 'ft:gpt-4o-mini-2024-07-18', 0.3],
    ['ft:gpt-3.5-turbo-0125:acme::9xYz', 'book', 'ft:gpt-3.5-turbo-0125', 3],
    ['gemini-pro', 'book', 'gemini-pro', 0.5],
    ['gemini-2.5-flash', 'book', 'gemini-2.5-flash', 0.3],
    ['gpt-3.5-turbo-16k-0613', 'genai-prices', 'gpt-3.5-turbo-16k', 3],
    ['gpt-3.5-turbo-instruct', 'genai-prices', 'gpt-3.5-turbo-instruct', 1.5],
    ['gpt-3.5-turbo-instruct-0914', 'genai-prices', 'gpt-3.5-turbo-instruct', 1.5],
    ['gpt-3.5-turbo-instruct:20230824-v2', 'genai-prices', 'gpt-3.5-turbo-instruct', 1.5],
    ['gpt-4.1-nano-2025-04-14', 'genai-prices', 'gpt-4.1-nano', 0.1],
    ['gpt-4.5-preview-2025-02-27', 'genai-prices', 'gpt-4.5-preview', 75],
    ['gpt-5-nano-2025-08-07', 'genai-prices', 'gpt-5-nano', 0.05],
    ['gpt-5-codex', 'genai-prices', 'gpt-5', 1.25],
    ['gpt-5.1-codex-max', 'genai-prices', 'gpt-5.1', 1.25],
    ['gpt-5.4-2026-03-05', 'genai-prices', 'gpt-5.4', 2.5],
    ['gpt-5.6-sol-2026-07-09', 'genai-prices', 'gpt-5.6-sol', 4],
    ['o4-mini-2025-04-16', 'genai-prices', 'o4-mini', 1.1],
    ['computer-use-preview-2025-03-11', 'genai-prices', 'computer-use', 3],
    ['text-embedding-3-small', 'genai-prices', 'text-embedding-3-small', 0.02],
    ['gemini-2.0-flash', 'genai-prices', 'gemini-2.0-flash', 0.1],
    ['gemini-2.0-flash-001', 'genai-prices', 'gemini-2.0-flash', 0.1],
  ])('%s is that of the %s under %s', (model, list, entry, input) => {
    const price = find(model);
    expect([price?.list, price?.model, perMillion(price)?.[0]]).toEqual([list, entry, input]);
  });

  it.each(
    [
      // no model's name
      '',
      'gpt-4o-foo',
      'gpt-4o-mini-foo',
      'my-gpt-4o',
      'gpt-4o ',
      'GPT-4o',
      'gpt-4',
      'toString',
      '__proto__',
      // a date that is none
      'gpt-5-nano-9999-99-99',
      'gpt-5-nano-2025-02-29',
      'gpt-4o-2024-13-01',
      'gpt-4o-2024-8-6',
      'gpt-4o-20240806',
      // a prefix of genai-prices that some other model shares
      'gpt-5-nano-turbo',
      'gpt-3.5-turbo-instruct-9999',
      'gpt-4o-audio-preview-foo',
      'computer-use-foo',
      'gemini-2.5-pro-next',
      'gemini-3.8-flash-mini',
      'my-gemini-1.5-flash',
      // a fine-tuned model whose price nobody printed
      'ft:gpt-4o:acme::9xYz',
      'ft:gpt-4o-2024-05-13:acme::9xYz',
      'ft:gpt-4-0613:acme::9xYz',
      'ft:gpt-3.5-turbo-foo',
      // someone else's
      'openai/gpt-4o',
      'claude-sonnet-4-5',
      'llama-3.1-8b-instant',
      'omni-moderation-latest',
    ].filter((model) => model !== 'gpt-4'),
  )('%j is unpriced', (model) => {
    expect(find(model)).toBeUndefined();
  });
});

describe('the price at a date', () => {
  it.each([
    ['gpt-3.5-turbo', '2023-06-12T23:59:59.999Z', [2, 2, 2]],
    ['gpt-3.5-turbo', '2023-06-13T00:00:00Z', [1.5, 1.5, 2]],
    ['gpt-3.5-turbo', '2024-02-15T23:59:59.999Z', [1.5, 1.5, 2]],
    ['gpt-3.5-turbo', '2024-02-16T00:00:00Z', [0.5, 0.5, 1.5]],
    ['gpt-4o', '2024-10-01T23:59:59.999Z', [5, 5, 15]],
    ['gpt-4o', '2024-10-02T00:00:00Z', [2.5, 1.25, 10]],
    ['gpt-4o-2024-08-06', '2024-08-07T00:00:00Z', [2.5, 1.25, 10]],
    ['gpt-4o-2024-05-13', '2026-01-01T00:00:00Z', [5, 5, 15]],
    ['o3', '2025-06-09T00:00:00Z', [10, 2.5, 40]],
    ['gpt-5.6-sol', '2026-08-20T23:59:59.999Z', [5, 0.5, 30]],
    ['gpt-5.6-sol', '2026-08-21T00:00:00Z', [4, 0.4, 20]],
    ['gemini-2.5-flash', '2025-07-01T00:00:00Z', [0.3, 0.075, 2.5]],
  ])('of %s at %s is %j', (model, at, expected) => {
    expect(perMillion(find(model, at))).toEqual(expected);
  });

  it('is the first known one for a call dated before it', () => {
    expect(find('gpt-4o-mini', '2024-01-15')).toMatchObject({ from: '2024-07-18', list: 'book' });
  });
});

describe('the context tier', () => {
  it.each([
    ['gemini-2.5-pro', 200_000, [1.25, 0.125, 10]],
    ['gemini-2.5-pro', 200_001, [2.5, 0.25, 15]],
    ['gpt-5.4', 271_999, [2.5, 0.25, 15]],
    ['gpt-5.4', 272_000, [5, 0.5, 22.5]],
    ['gpt-6.1-sol', 272_000, [2, 0.1, 10]],
    ['gpt-6.1-sol', 272_001, [4, 0.2, 15]],
    ['gpt-4o', 10_000_000, [2.5, 1.25, 10]],
  ])('of %s with %d input tokens costs %j', (model, inputTokens, expected) => {
    expect(perMillion(find(model, '2026-11-23', inputTokens))).toEqual(expected);
  });
});

describe("a document's own prices", () => {
  it('are one of those that the setting offers, the real prices being the default', () => {
    expect(PRICE_LISTS).toEqual(['real', 'seed-000', 'seed-001', 'seed-002', 'seed-003', 'seed-004']);
  });

  // As the documents print them, USD for a million tokens; what comes from a cache is input, which they do not tell apart.
  it.each<[PriceListName, string, readonly number[]]>([
    ['seed-000', 'gpt-4o', [2.5, 2.5, 10]],
    ['seed-000', 'gpt-4o-mini', [0.15, 0.15, 0.6]],
    ['seed-001', 'gpt-3.5-turbo', [30, 30, 60]],
    ['seed-001', 'gpt-3.5-turbo-0125', [30, 30, 60]],
    ['seed-001', 'gpt-3.5-turbo-0613', [30, 30, 60]],
    ['seed-002', 'gpt-4o-2024-08-06', [5, 5, 15]],
    ['seed-002', 'gpt-4-0613', [30, 30, 60]],
    ['seed-002', 'gpt-3.5-turbo', [1.5, 1.5, 2]],
    ['seed-002', 'gemini-2.0-flash-exp', [0.075, 0.075, 0.3]],
    ['seed-003', 'gemini-2.5-flash', [0.075, 0.075, 0.3]],
    ['seed-003', 'gemini-2.5-pro', [1.25, 1.25, 5]],
    ['seed-004', 'gpt-4-turbo', [10, 10, 30]],
    ['seed-004', 'gpt-3.5-turbo', [0.5, 0.5, 1.5]],
  ])('in %s say of %s: %j', (list, model, expected) => {
    const price = find(model, '2024-01-15', 0, list);
    expect([price?.list, perMillion(price)]).toEqual([list, expected]);
  });

  it('include speech and its transcription', () => {
    // 0.006 USD a minute, 0.015 and 0.03 USD for a thousand characters.
    const rates = ['whisper-1', 'tts-1', 'tts-1-hd'].map(
      (model) => find(model, '2024-01-15', 0, 'seed-004')?.picoUsdPerUnit,
    );
    expect(rates).toEqual([
      { seconds: 100_000_000n },
      { characters: 15_000_000n },
      { characters: 30_000_000n },
    ]);
  });

  it.each(['gpt-4o-mini', 'gpt-3.5-turbo-16k', 'gpt-3.5-turbo-instruct', 'gpt-4o-foo'])(
    'leave %s to the real prices, if they do not name it',
    (model) => {
      expect(find(model, '2024-01-15', 0, 'seed-001')).toEqual(find(model, '2024-01-15'));
    },
  );
});

describe('audio by duration', () => {
  it('comes from genai-prices by the hour', () => {
    // 0.27 USD an hour
    expect(find('gpt-transcribe')?.picoUsdPerUnit).toEqual({ seconds: 75_000_000n });
  });
});

describe('a price that was found before', () => {
  it('is that of the day, in whatever order the calls come', () => {
    const inputs = ['2024-10-01T23:59:59.999Z', '2024-10-02', '2024-10-01', '2024-10-02T23:59:59.999Z'].map(
      (at) => perMillion(find('gpt-4o', at))?.[0],
    );
    expect(inputs).toEqual([5, 2.5, 5, 2.5]);
    const luna = ['2026-07-29T23:59:59.999Z', '2026-07-30', '2026-07-29'].map((at) =>
      perMillion(find('gpt-5.6-luna', at)),
    );
    expect(luna[0]).toEqual(luna[2]);
    expect(luna[0]).not.toEqual(luna[1]);
  });

  it('is right after any number of other names', () => {
    for (let n = 0; n < 2_500; n += 1) expect(find(`made-up-${n}`)).toBeUndefined();
    expect(perMillion(find('gpt-4o'))).toEqual([2.5, 1.25, 10]);
    expect(perMillion(find('gpt-4.1-nano'))?.[0]).toBe(0.1);
  });

  it('can be remembered for the day, because no price of the catalogue changes within one', () => {
    const models = ['openai', 'google'].flatMap((providerId) => findProvider({ providerId })?.models ?? []);
    const kinds = models
      .flatMap(({ prices }) => (Array.isArray(prices) ? prices : []))
      .flatMap(({ constraint }) => (constraint === undefined ? [] : [constraint.type]));
    expect(new Set(kinds)).toEqual(new Set(['start_date']));
  });
});
