import { costOf, findPrice, inRegion } from '.';

function costIn(region: string | undefined, model: string) {
  const price = findPrice({ model, at: new Date('2026-11-25'), inputTokens: 0, list: 'real' });
  const there = price && inRegion(price, region);
  return there && costOf({ input: 100, output: 10 }, there)?.nanoUsd;
}

describe('a call whose data stays in a region', () => {
  it('costs a tenth more with a newer model', () => {
    // claude-opus-4-6: 5 and 25 USD a million. 100 x 5,000 + 10 x 25,000, and the same with 5,500 and 27,500.
    expect(costIn(undefined, 'claude-opus-4-6')).toBe(750_000n);
    expect(costIn('us', 'claude-opus-4-6')).toBe(825_000n);
    // gpt-5.4: 2.5 and 15. 100 x 2,750 + 10 x 16,500
    expect(costIn('eu', 'gpt-5.4')).toBe(440_000n);
  });

  it.each(['gpt-4o', 'gpt-5', 'gpt-5.2', 'claude-sonnet-4-5-20250929', 'claude-opus-4-1', 'gemini-2.5-pro'])(
    'costs the same with %s',
    (model) => {
      expect(costIn('us', model)).toBe(costIn(undefined, model));
    },
  );

  it('has no price where a tenth more is no whole number', () => {
    const price = { model: 'gpt-6-sol', list: 'book', picoUsdPerUnit: { input: 15n } } as const;
    expect(inRegion(price, 'eu')).toBeUndefined();
  });
});
