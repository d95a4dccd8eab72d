import fc from 'fast-check';
import { nanoUsdFromPico, picoUsdPerUnit, usdFromNano } from './money';

describe('a printed price', () => {
  it.each([
    [2.5, 1_000_000n, 2_500_000n],
    [0.0375, 1_000_000n, 37_500n],
    [0.075, 1_000_000n, 75_000n],
    [0.000001, 1_000_000n, 1n],
    [1e-7, 1n, 100_000n],
    [0.00003, 1n, 30_000_000n],
    [0.006, 60n, 100_000_000n],
    [0.27, 3_600n, 75_000_000n],
    [600, 1_000_000n, 600_000_000n],
    [1e21, 1n, 10n ** 33n],
    [0, 1_000_000n, 0n],
  ])('of %d USD for %d units is %d pico-USD a unit', (usd, units, picoUsd) => {
    expect(picoUsdPerUnit(usd, units)).toBe(picoUsd);
  });

  it.each([
    [0.0000001, 1_000_000n],
    [0.01, 60n * 7n],
    [-1, 1n],
    [Number.NaN, 1n],
    [Number.POSITIVE_INFINITY, 1n],
  ])('of %d USD for %d units is refused, not rounded', (usd, units) => {
    expect(picoUsdPerUnit(usd, units)).toBeUndefined();
  });
});

describe('rounding from pico- to nano-USD', () => {
  it.each([
    [0n, 0n],
    [499n, 0n],
    [500n, 0n],
    [501n, 1n],
    [1_499n, 1n],
    [1_500n, 2n],
    [2_500n, 2n],
    [2_501n, 3n],
    [3_500n, 4n],
    [37_500n, 38n],
    [112_500n, 112n],
  ])('makes %d pico %d nano', (picoUsd, nanoUsd) => {
    expect(nanoUsdFromPico(picoUsd)).toBe(nanoUsd);
  });

  it('is never more than half a nano away', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (picoUsd) => {
        const error = nanoUsdFromPico(picoUsd) * 1_000n - picoUsd;
        expect(error >= -500n && error <= 500n).toBe(true);
      }),
    );
  });
});

describe('the documented cost', () => {
  it.each([
    [0n, 0],
    [1n, 1e-9],
    [45_000n, 0.000045],
    [4_500_000n, 0.0045],
    [10_250_000_000n, 10.25],
    [9_007_199_254_740_993n, 9007199.254740993],
  ])('of %d nano-USD is %d', (nanoUsd, usd) => {
    expect(usdFromNano(nanoUsd)).toBe(usd);
  });

  it('is nano / 1e9 while that is exact', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (nanoUsd) => {
        expect(usdFromNano(BigInt(nanoUsd))).toBe(nanoUsd / 1e9);
      }),
    );
  });
});
