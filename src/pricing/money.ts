const PICO_USD_PER_USD_EXPONENT = 12;
const PICO_USD_PER_NANO_USD = 1_000n;
const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * The price of one unit, in pico-USD, of something sold at `usd` for `units` of it: 2.5 for 1,000,000 is 2,500,000.
 * The number is read as the decimal that the vendor printed. `undefined` where the answer is not a whole number:
 * such a price is refused, never rounded.
 */
export function picoUsdPerUnit(usd: number, units: bigint): bigint | undefined {
  const [, whole, decimals = '', exponent = '0'] = DECIMAL.exec(String(usd)) ?? [];
  if (whole === undefined) return undefined;
  const shift = PICO_USD_PER_USD_EXPONENT - decimals.length + Number(exponent);
  const numerator = BigInt(whole + decimals) * powerOfTen(shift);
  const denominator = units * powerOfTen(-shift);
  return numerator % denominator === 0n ? numerator / denominator : undefined;
}

/** Whole nano-USD, a half going to the even neighbour, so that many small costs do not drift upwards. */
export function nanoUsdFromPico(picoUsd: bigint): bigint {
  const nanoUsd = picoUsd / PICO_USD_PER_NANO_USD;
  const twiceTheRest = (picoUsd % PICO_USD_PER_NANO_USD) * 2n;
  const roundsUp =
    twiceTheRest === PICO_USD_PER_NANO_USD ? nanoUsd % 2n === 1n : twiceTheRest > PICO_USD_PER_NANO_USD;
  return roundsUp ? nanoUsd + 1n : nanoUsd;
}

/** The documented `cost`: the number nearest to nano / 1e9. Sum the integers, never these. */
export function usdFromNano(nanoUsd: bigint): number {
  return Number(`${nanoUsd}e-9`);
}

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(Math.max(exponent, 0));
}
