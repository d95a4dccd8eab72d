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
    ['gpt-4.1-nano-2025-04-14', 'book', 'gpt-4.1-nano', 0.1],
    ['gpt-4.5-preview-2025-02-27', 'genai-prices', 'gpt-4.5-preview', 75],
    ['gpt-5-nano-2025-08-07', 'genai-prices', 'gpt-5-nano', 0.05],
    ['gpt-5-codex', 'genai-prices', 'gpt-5', 1.25],
    ['gpt-5.1-codex-max', 'genai-prices', 'gpt-5.1', 1.25],
    ['gpt-5.4-2026-03-05', 'book', 'gpt-5.4', 2.5],
    ['gpt-5.6-sol-2026-07-09', 'book', 'gpt-5.6-sol', 4],
    ['gpt-5.6', 'book', 'gpt-5.6-sol', 4],
    ['gpt-6-sol-2026-09-22', 'genai-prices', 'gpt-6-sol', 2],
    ['o4-mini-2025-04-16', 'book', 'o4-mini', 1.1],
    ['gpt-4o-audio-preview-2024-10-01', 'book', 'gpt-4o-audio-preview-2024-10-01', 2.5],
    ['gpt-4o-audio-preview-2025-06-03', 'book', 'gpt-4o-audio-preview', 2.5],
    ['gpt-audio-2025-08-28', 'genai-prices', 'gpt-audio', 2.5],
    ['gpt-4o-mini-transcribe-2025-12-15', 'genai-prices', 'gpt-4o-mini-transcribe', 1.25],
    ['gpt-image-1.5-2025-12-16', 'genai-prices', 'gpt-image-1.5', 5],
    ['gpt-image-2-2026-04-21', 'book', 'gpt-image-2', 5],
    ['computer-use-preview-2025-03-11', 'genai-prices', 'computer-use', 3],
    ['text-embedding-3-small', 'genai-prices', 'text-embedding-3-small', 0.02],
    ['gemini-2.0-flash', 'genai-prices', 'gemini-2.0-flash', 0.1],
    ['gemini-2.0-flash-001', 'genai-prices', 'gemini-2.0-flash', 0.1],
    ['claude-sonnet-4-5', 'genai-prices', 'claude-sonnet-4-5', 3],
    ['claude-sonnet-4-5-20250929', 'genai-prices', 'claude-sonnet-4-5', 3],
    ['claude-opus-4-20250514', 'genai-prices', 'claude-opus-4-0', 15],
    ['claude-opus-4-1-20250805', 'genai-prices', 'claude-opus-4-1', 15],
    ['claude-3-7-sonnet-20250219', 'genai-prices', 'claude-3-7-sonnet-latest', 3],
    ['claude-3-5-haiku-20241022', 'genai-prices', 'claude-3-5-haiku-latest', 0.8],
    ['claude-3-opus-20240229', 'genai-prices', 'claude-3-opus-latest', 15],
    ['claude-fable-5-1', 'genai-prices', 'claude-fable-5-1', 10],
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
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      'claude-sonnet-4-5@20250929',
      'claude-sonnet-4-5-20250231',
      'claude-sonnet-4-5-next',
      'gpt-sonnet-4-5-20250929',
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
    ['claude-opus-4-6', '2026-01-01T00:00:00Z', [5, 0.5, 25]],
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
    ['gpt-5.4', 272_000, [2.5, 0.25, 15]],
    ['gpt-5.4', 272_001, [5, 0.5, 22.5]],
    ['gpt-6-sol', 272_000, [2, 0.2, 10]],
    ['gpt-6-sol', 272_001, [4, 0.4, 15]],
    ['claude-sonnet-4-5', 200_000, [3, 0.3, 15]],
    ['claude-sonnet-4-5', 200_001, [6, 0.6, 22.5]],
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

describe('the price of what is not text', () => {
  it('comes from genai-prices by the hour', () => {
    // 0.27 USD an hour
    expect(find('gpt-transcribe')?.picoUsdPerUnit).toEqual({ seconds: 75_000_000n });
  });

  // USD for a million tokens.
  it.each([
    ['gpt-4o-audio-preview', { audioInput: 40, cachedAudioInput: 40, audioOutput: 80 }],
    ['gpt-4o-mini-audio-preview', { audioInput: 10, audioOutput: 20 }],
    ['gpt-audio', { audioInput: 32, cachedAudioInput: 32, audioOutput: 64 }],
    ['gpt-4o-transcribe', { input: 2.5, audioInput: 6, output: 10, audioOutput: undefined }],
    ['gpt-4o-mini-tts', { input: 0.6, audioOutput: 12, output: undefined }],
    ['gpt-realtime', { audioInput: 32, cachedAudioInput: 0.4, imageInput: 5, cachedImageInput: 0.5 }],
    ['gpt-image-1', { input: 5, imageInput: 10, cachedImageInput: 2.5, imageOutput: 40, output: undefined }],
    ['gpt-image-1.5', { imageInput: 8, cachedImageInput: 2, imageOutput: 32, output: 10 }],
    ['gpt-image-2', { imageInput: 8, cachedImageInput: 2, imageOutput: 30, output: undefined }],
    ['gpt-4o', { imageInput: 2.5, cachedImageInput: 1.25, reasoning: 10, audioInput: undefined }],
    ['gpt-5.6-sol', { cacheWrite: 5, cacheWrite1h: undefined }],
    ['gpt-6.1-sol', { cacheWrite: 2.5 }],
    ['gemini-2.5-flash', { audioInput: 1, cachedAudioInput: 0.1, imageInput: 0.3, cachedImageInput: 0.03 }],
    ['gemini-2.5-flash-lite', { audioInput: 0.3, cachedAudioInput: 0.03 }],
    ['gemini-2.5-flash-image', { imageOutput: 30, output: 2.5, cachedImageInput: undefined }],
    ['gemini-2.5-flash-preview-tts', { audioOutput: 10, output: undefined }],
    ['claude-sonnet-4-5', { cacheWrite: 3.75, cacheWrite1h: 6, imageInput: 3, audioInput: undefined }],
  ])('of %s is %j', (model, expected) => {
    const rates = find(model)?.picoUsdPerUnit ?? {};
    const found = Object.keys(expected).map((priceClass) => {
      const rate = rates[priceClass as keyof typeof rates];
      return [priceClass, rate === undefined ? undefined : Number(rate) / 1e6];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('is that of the kind of image', () => {
    const priceOf = (imageKind: string) =>
      findPrice({ model: 'dall-e-3', at: new Date('2026-01-01'), inputTokens: 0, imageKind, list: 'real' });
    expect(priceOf('1024x1024')?.picoUsdPerUnit).toEqual({ images: 40_000_000_000n });
    expect(priceOf('1792x1024 hd')?.picoUsdPerUnit).toEqual({ images: 120_000_000_000n });
    expect(priceOf('toString')?.picoUsdPerUnit).toEqual({});
  });
});

describe('a price that was found before', () => {
  it('is that of the day, in whatever order the calls come', () => {
    const inputs = ['2024-10-01T23:59:59.999Z', '2024-10-02', '2024-10-01', '2024-10-02T23:59:59.999Z'].map(
      (at) => perMillion(find('gpt-4o', at))?.[0],
    );
    expect(inputs).toEqual([5, 2.5, 5, 2.5]);
    // In the catalogue, too: long calls became as cheap as others on that day.
    const opus = ['2026-03-12T23:59:59.999Z', '2026-03-13', '2026-03-12'].map(
      (at) => perMillion(find('claude-opus-4-6', at, 300_000))?.[0],
    );
    expect(opus).toEqual([10, 5, 10]);
  });

  it('is right after any number of other names', () => {
    for (let n = 0; n < 2_500; n += 1) expect(find(`made-up-${n}`)).toBeUndefined();
    expect(perMillion(find('gpt-4o'))).toEqual([2.5, 1.25, 10]);
    expect(perMillion(find('gpt-5-nano'))?.[0]).toBe(0.05);
  });

  it('can be remembered for the day, because no price of the catalogue changes within one', () => {
    const models = ['openai', 'google', 'anthropic'].flatMap(
      (providerId) => findProvider({ providerId })?.models ?? [],
    );
    const kinds = models
      .flatMap(({ prices }) => (Array.isArray(prices) ? prices : []))
      .flatMap(({ constraint }) => (constraint === undefined ? [] : [constraint.type]));
    expect(new Set(kinds)).toEqual(new Set(['start_date']));
  });
});
