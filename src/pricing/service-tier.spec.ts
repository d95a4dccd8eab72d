import fc from 'fast-check';
import { costOf, findPrice, inServiceTier, type BillableUsage, type Price } from '.';

function costIn(serviceTier: string | undefined, model: string, usage: BillableUsage, inputTokens = 0) {
  const price = findPrice({ model, at: new Date('2026-11-23'), inputTokens, list: 'real' });
  if (price === undefined) throw new Error(`${model} has no price.`);
  const inTier = inServiceTier(price, serviceTier);
  return inTier && costOf(usage, inTier)?.nanoUsd;
}

const USAGE = { input: 1_000, cachedInput: 100, output: 10 };

describe('the price in a service tier', () => {
  it.each([undefined, 'default', 'standard', 'auto', 'STANDARD', 'ON_DEMAND'])(
    '%p is the standard one',
    (tier) => {
      // gpt-4o-mini: 1,000 x 150 + 100 x 75 + 10 x 600 nano-USD
      expect(costIn(tier, 'gpt-4o-mini', USAGE)).toBe(163_500n);
    },
  );

  it('is half of it for batch and flex', () => {
    // gpt-5-nano: 1,000 x 25 + 100 x 2.5 + 10 x 200 nano-USD
    for (const tier of ['batch', 'flex']) expect(costIn(tier, 'gpt-5-nano', USAGE)).toBe(27_250n);
    // claude-sonnet-4-5: 1,000 x 1,500 + 100 x 150 + 10 x 7,500
    expect(costIn('batch', 'claude-sonnet-4-5', USAGE)).toBe(1_590_000n);
  });

  it('is in batch what the vendor prints, where that is not half', () => {
    // gpt-4o-mini has no cached price there: 1,100 x 75 + 10 x 300
    expect(costIn('batch', 'gpt-4o-mini', USAGE)).toBe(85_500n);
    // Flex of o3 has one, batch has none: 1,000 x 1,000 + 100 x 250 or 1,000 + 10 x 4,000
    expect(costIn('flex', 'o3', USAGE)).toBe(1_065_000n);
    expect(costIn('batch', 'o3', USAGE)).toBe(1_140_000n);
    // gpt-3.5-turbo-1106 costs the same in all: 1,000 x 1,000 + 10 x 2,000
    expect(costIn('batch', 'gpt-3.5-turbo-1106', { input: 1_000, output: 10 })).toBe(1_020_000n);
    // ft:gpt-4o: 1,000 x 2,225 + 100 x 900 + 10 x 12,500
    expect(costIn('batch', 'ft:gpt-4o-2024-08-06:acme::1', USAGE)).toBe(2_440_000n);
  });

  it('is half of the long price for a long call, unless the vendor sells none', () => {
    // gpt-5.4: 300,000 x 2,500; gpt-5.5-pro prints no batch beyond 272,000 tokens
    expect(costIn('batch', 'gpt-5.4', { input: 300_000 }, 300_000)).toBe(750_000_000n);
    expect(costIn('batch', 'gpt-5.5-pro', { input: 1_000 }, 1_000)).toBe(15_000_000n);
    expect(costIn('batch', 'gpt-5.5-pro', { input: 300_000 }, 300_000)).toBeUndefined();
  });

  it("leaves what comes from a cache as it is in Google's batches, and unknown in its flex tier", () => {
    // gemini-2.5-pro: 1,000 x 625 + 100 x 125 + 10 x 5,000 nano-USD
    expect(costIn('batch', 'gemini-2.5-pro', USAGE)).toBe(687_500n);
    expect(costIn('flex', 'gemini-2.5-pro', USAGE)).toBeUndefined();
    expect(costIn('flex', 'gemini-2.5-pro', { input: 1_000, output: 10 })).toBe(675_000n);
  });

  it.each(['priority', 'fast'])('%s is the printed one, or unknown', (tier) => {
    // gpt-4o-mini: 1,000 x 250 + 100 x 125 + 10 x 1,000; gpt-5.5: 1,000 x 12,500 + 100 x 1,250 + 10 x 75,000
    expect(costIn(tier, 'gpt-4o-mini', USAGE)).toBe(272_500n);
    expect(costIn(tier, 'gpt-5.5', USAGE)).toBe(13_375_000n);
    // gpt-5.6-terra, of a long call: 300,000 x 8,000. gpt-5.5 has no such price.
    expect(costIn(tier, 'gpt-5.6-terra', { input: 300_000 }, 300_000)).toBe(2_400_000_000n);
    expect(costIn(tier, 'gpt-5.5', { input: 300_000 }, 300_000)).toBeUndefined();
    for (const model of ['gpt-5-nano', 'o1', 'claude-sonnet-4-5', 'gemini-2.5-pro'])
      expect(costIn(tier, model, USAGE)).toBeUndefined();
  });

  it.each(['scale', 'ultrafast', 'provisioned_throughput', '', '__proto__'])('%p is unknown', (tier) => {
    expect(costIn(tier, 'gpt-4o', USAGE)).toBeUndefined();
  });

  it('halves tokens, and neither seconds nor characters', () => {
    expect(costIn('batch', 'whisper-1', { seconds: 37 })).toBe(3_700_000n);
    expect(costIn('batch', 'tts-1', { characters: 10 })).toBe(150_000n);
  });

  it('has no rate where the half is not exact', () => {
    const price: Price = { model: 'm', list: 'book', picoUsdPerUnit: { input: 3n, output: 4n } };
    expect(inServiceTier(price, 'flex')?.picoUsdPerUnit).toEqual({ output: 2n });
  });

  it('costs exactly half of any usage in flex, before it is rounded', () => {
    const evenRates = fc.record({ input: fc.nat(10 ** 9), output: fc.nat(10 ** 9) });
    fc.assert(
      fc.property(evenRates, ({ input, output }) => {
        const picoUsdPerUnit = { input: BigInt(input) * 2n, output: BigInt(output) * 2n };
        const price: Price = { model: 'm', list: 'book', picoUsdPerUnit };
        const half = { input: BigInt(input), output: BigInt(output) };
        expect(inServiceTier(price, 'flex')).toEqual({ ...price, picoUsdPerUnit: half });
      }),
    );
  });
});
