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
  return halfEven(picoUsd, PICO_USD_PER_NANO_USD);
}

/** The documented `cost`: the number nearest to nano / 1e9. Sum the integers, never these. */
export function usdFromNano(nanoUsd: bigint): number {
  return Number(`${nanoUsd}e-9`);
}

const GREATEST_NANO_USD = 2n ** 63n - 1n;
const LONGEST_EXPONENT = 400;

/**
 * USD, as a number or a decimal is written (`0.0045`, `1e-7`), in whole nano-USD, a half going to the even neighbour.
 * `undefined` for what is no amount of money: negative, `NaN`, `Infinity`, or more than 64 bits hold.
 */
export function nanoUsdOf(usd: string): bigint | undefined {
  const [, whole, decimals = '', exponent = '0'] = DECIMAL.exec(usd.toLowerCase()) ?? [];
  const shift = PICO_USD_PER_USD_EXPONENT - 3 - decimals.length + Number(exponent);
  if (whole === undefined || Math.abs(shift) > LONGEST_EXPONENT) return undefined;
  const digits = BigInt(whole + decimals) * powerOfTen(shift);
  const nanoUsd = halfEven(digits, powerOfTen(-shift));
  return nanoUsd > GREATEST_NANO_USD ? undefined : nanoUsd;
}

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twiceTheRest = (numerator % denominator) * 2n;
  const roundsUp = twiceTheRest === denominator ? whole % 2n === 1n : twiceTheRest > denominator;
  return roundsUp ? whole + 1n : whole;
}

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(Math.max(exponent, 0));
}
