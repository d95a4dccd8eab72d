import fc from 'fast-check';
import { costOf, findPrice, type BillableUsage, type Price, type PriceClass } from '.';
import { PRICE_CLASSES } from './price';

// More of them: PRICED_CALLS=1000000
const PRICED_CALLS = Number(process.env['PRICED_CALLS'] ?? 10_000);
jest.setTimeout(60_000 + PRICED_CALLS);

const price = (model: string, at = '2026-11-23', inputTokens = 0): Price => {
  const found = findPrice({ model, at: new Date(at), inputTokens, list: 'real' });
  if (found === undefined) throw new Error(`${model} has no price.`);
  return found;
};
const cost = (usage: BillableUsage, ...named: Parameters<typeof price>) => costOf(usage, price(...named));

describe('the cost of a call', () => {
  it('is worked out by hand for gpt-4o-mini with cached tokens', () => {
    // 0.15, 0.075 and 0.6 USD per million are 150, 75 and 600 nano-USD a token: 1,000 x 150 + 3,001 x 75 + 501 x 600
    expect(cost({ input: 1_000, cachedInput: 3_001, output: 501 }, 'gpt-4o-mini')).toEqual({
      nanoUsd: 675_675n,
      parts: { input: 150_000n, cachedInput: 225_075n, output: 300_600n },
    });
  });

  it('is that of the snapshot of its day', () => {
    // 1,000 x 5,000 + 100 x 15,000 nano-USD, then 1,000 x 2,500 + 100 x 10,000
    expect(cost({ input: 1_000, output: 100 }, 'gpt-4o', '2024-06-01')?.nanoUsd).toBe(6_500_000n);
    expect(cost({ input: 1_000, output: 100 }, 'gpt-4o', '2025-06-01')?.nanoUsd).toBe(3_500_000n);
  });

  it('follows the line of seed 001 where that list is chosen', () => {
    const call = { model: 'gpt-3.5-turbo-0125', at: new Date('2024-01-15'), inputTokens: 100 };
    const seed = findPrice({ ...call, list: 'seed-001' });
    // 100 x 0.00003 + 50 x 0.00006 USD = 0.003 + 0.003
    expect(seed && costOf({ input: 100, output: 50 }, seed)?.nanoUsd).toBe(6_000_000n);
  });

  it('charges all tokens of a long call the long price', () => {
    // 200,000 x 1,250 + 10 x 10,000; then 200,001 x 2,500 + 10 x 15,000 nano-USD
    expect(cost({ input: 200_000, output: 10 }, 'gemini-2.5-pro', '2026-01-01', 200_000)?.nanoUsd).toBe(
      250_100_000n,
    );
    expect(cost({ input: 200_001, output: 10 }, 'gemini-2.5-pro', '2026-01-01', 200_001)?.nanoUsd).toBe(
      500_152_500n,
    );
  });

  it('counts seconds and characters', () => {
    // 37 s at 0.006 / 60 USD; 4,095 characters at 15 and 30 USD a million. OpenAI's bill for such a text read 0.061425
    // (github.com/sanand0/blog: posts/2025/openai-tts-cost.md).
    expect(cost({ seconds: 37 }, 'whisper-1')?.nanoUsd).toBe(3_700_000n);
    expect(cost({ characters: 4_095 }, 'tts-1')?.nanoUsd).toBe(61_425_000n);
    expect(cost({ characters: 4_095 }, 'tts-1-hd')?.nanoUsd).toBe(122_850_000n);
  });

  it('charges cached tokens as input where the vendor prints no cached price', () => {
    expect(cost({ cachedInput: 2 }, 'gpt-4-turbo')?.nanoUsd).toBe(20_000n);
    expect(cost({ cachedInput: 2 }, 'gpt-5-pro')?.nanoUsd).toBe(30_000n);
  });

  it('is worked out by hand for speech, in tokens', () => {
    // gpt-4o-audio-preview: 2.50 in, 40 audio in, 10 out, 80 audio out per million:
    // 20 x 2,500 + 101 x 40,000 + 7 x 10,000 + 333 x 80,000
    const usage = { input: 20, audioInput: 101, output: 7, audioOutput: 333 };
    expect(cost(usage, 'gpt-4o-audio-preview')).toEqual({
      nanoUsd: 30_800_000n,
      parts: { input: 50_000n, audioInput: 4_040_000n, output: 70_000n, audioOutput: 26_640_000n },
    });
  });

  it('is worked out by hand for a picture that is made of another', () => {
    // gpt-image-1: 5 in, 10 image in, 40 image out per million: 12 x 5,000 + 323 x 10,000 + 4,160 x 40,000
    const usage = { input: 12, imageInput: 323, imageOutput: 4_160 };
    expect(cost(usage, 'gpt-image-1')?.nanoUsd).toBe(169_690_000n);
  });

  it('is worked out by hand for the caches of Claude', () => {
    // claude-sonnet-4-5: 3 in, 0.30 read, 3.75 and 6 written, 15 out per million:
    // 10 x 3,000 + 1,000 x 300 + 200 x 3,750 + 100 x 6,000 + 50 x 15,000
    const usage = { input: 10, cachedInput: 1_000, cacheWrite: 200, cacheWrite1h: 100, output: 50 };
    expect(cost(usage, 'claude-sonnet-4-5-20250929')?.nanoUsd).toBe(2_430_000n);
  });

  it('rounds each part half to even', () => {
    const half: Price = { model: 'm', list: 'book', picoUsdPerUnit: { input: 37_500n, output: 12_500n } };
    // 37.5 and 12.5 nano-USD: 38 and 12; thrice that is 112.5 and 37.5: 112 and 38
    expect(costOf({ input: 1, output: 1 }, half)).toEqual({
      nanoUsd: 50n,
      parts: { input: 38n, output: 12n },
    });
    expect(costOf({ input: 3, output: 3 }, half)).toEqual({
      nanoUsd: 150n,
      parts: { input: 112n, output: 38n },
    });
  });

  it('is unknown, not zero, where something used has no rate', () => {
    expect(cost({ input: 5, output: 1 }, 'text-embedding-3-small')).toBeUndefined();
    expect(cost({ seconds: 1 }, 'gpt-4o')).toBeUndefined();
    expect(cost({ input: 1 }, 'whisper-1')).toBeUndefined();
    expect(cost({ cachedInput: 1 }, 'gemini-1.5-pro')).toBeUndefined();
    expect(cost({ input: 9, audioInput: 1 }, 'gpt-4o')).toBeUndefined();
    expect(cost({ audioOutput: 1 }, 'gpt-4o-transcribe')).toBeUndefined();
    expect(cost({ imageOutput: 1 }, 'gpt-5')).toBeUndefined();
    expect(cost({ images: 1 }, 'dall-e-3')).toBeUndefined();
  });

  it('is zero where nothing was used, or what was used is known to be free', () => {
    expect(cost({ input: 5, output: 0 }, 'text-embedding-3-small')).toEqual({
      nanoUsd: 100n,
      parts: { input: 100n },
    });
    expect(cost({}, 'gpt-4o')).toEqual({ nanoUsd: 0n, parts: {} });
    expect(cost({ input: 9, output: 9 }, 'gemini-2.0-flash-exp')?.nanoUsd).toBe(0n);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses a count of %d', (count) => {
    expect(() => cost({ output: count }, 'gpt-4o')).toThrow(RangeError);
    expect(() => cost({ output: count }, 'gpt-4o')).toThrow(
      `Usage 'output' must be a whole number of at least 0, not ${count}.`,
    );
  });
});

describe('the cost of any call', () => {
  const eachClass = (amount: fc.Arbitrary<number>) =>
    fc.array(amount, { minLength: PRICE_CLASSES.length, maxLength: PRICE_CLASSES.length });
  const count = fc.oneof(fc.nat(10), fc.nat(2_000_000), fc.maxSafeNat());
  // Up to a million USD for a million, with up to six decimals: every printed price there is.
  const microUsdPerMillion = fc.oneof(fc.nat(1_000), fc.nat(1_000_000_000), fc.nat(10 ** 12));
  const anyCall = fc.record({
    usage: eachClass(count),
    rates: eachClass(microUsdPerMillion),
  });
  const byClass = <T>(values: readonly T[]) =>
    Object.fromEntries(PRICE_CLASSES.map((name, index) => [name, values[index]])) as Record<PriceClass, T>;
  const costOfAny = (usage: readonly number[], rates: readonly number[]) =>
    costOf(byClass(usage), { model: 'm', list: 'book', picoUsdPerUnit: byClass(rates.map(BigInt)) });

  /** Another way to round: add a half and cut off, and take back a tie that went up to an odd number. */
  const expectedNano = (units: number, microUsd: number): bigint => {
    const numerator = BigInt(units) * BigInt(microUsd) * 2n + 1_000n;
    const up = numerator / 2_000n;
    return numerator % 2_000n === 0n && up % 2n !== 0n ? up - 1n : up;
  };

  it('equals an independent calculation with fractions, and its parts sum to it', () => {
    fc.assert(
      fc.property(anyCall, ({ usage, rates }) => {
        const cost = costOfAny(usage, rates);
        const expected = usage.map((units, index) => expectedNano(units, rates[index] ?? 0));
        const total = expected.reduce((sum, part) => sum + part, 0n);
        if (cost?.nanoUsd !== total) throw new Error(`${String(cost?.nanoUsd)} is not ${String(total)}.`);
        const parts = Object.values(cost.parts).reduce((sum, part) => sum + part, 0n);
        if (parts !== total) throw new Error(`The parts sum to ${String(parts)}, not to ${String(total)}.`);
      }),
      { numRuns: PRICED_CALLS },
    );
  });

  it('never falls when more is used', () => {
    fc.assert(
      fc.property(
        anyCall,
        fc.nat(PRICE_CLASSES.length - 1),
        fc.nat(1_000_000),
        ({ usage, rates }, index, more) => {
          const increased = usage.map((units, at) =>
            at === index ? Math.min(units + more, Number.MAX_SAFE_INTEGER) : units,
          );
          const [before, after] = [costOfAny(usage, rates), costOfAny(increased, rates)];
          expect((after?.nanoUsd ?? -1n) >= (before?.nanoUsd ?? 0n)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
