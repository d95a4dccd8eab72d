import { Double, Int32, Long } from 'bson';
import { unsupported } from './command-error';
import { isNumeric, numberOf, typeNameOf, type Numeric, type Value } from './values';

const TWO_32 = 2n ** 32n;
const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2n ** 63n - 1n;

/**
 * MongoDB's sum: whole numbers stay exact, int32 grows to int64 and that to double only when the total does not fit, and a
 * double among them makes it a double. Kept as two doubles of which the second holds what the first rounded away (2Sum), as
 * MongoDB does, so that sums of fractions agree in the last bit.
 */
export class Sum {
  private rank: 0 | 1 | 2 = 0;
  private high = 0;
  private low = 0;
  /** The plain sum, which says what becomes of infinities. */
  private plain = 0;

  add(value: Value): void {
    if (!isNumeric(value)) {
      if (isDecimal(value)) throw unsupported('sums of Decimal128');
      return;
    }
    if (value instanceof Int32) {
      this.addNumber(value.value);
    } else if (value instanceof Double) {
      this.rank = 2;
      this.addNumber(value.value);
    } else {
      if (this.rank === 0) this.rank = 1;
      this.addLong(value);
    }
  }

  result(): Numeric {
    if (this.rank === 2) return new Double(this.asDouble());
    const exact = BigInt(this.high) + BigInt(this.low);
    return isInt64(exact) ? wholeNumber(exact, this.rank === 1) : new Double(this.high);
  }

  /** In two parts, of which a double can hold each; MongoDB adds the second even where it is 0, and that can change last bits. */
  private addLong(value: Long): void {
    const number = value.toNumber();
    if (Number.isSafeInteger(number)) {
      const rest = number % Number(TWO_32);
      this.addNumber(rest);
      this.addNumber(number - rest);
    } else {
      const exact = value.toBigInt();
      const rest = exact % TWO_32;
      this.addNumber(Number(rest));
      this.addNumber(Number(exact - rest));
    }
  }

  /** MongoDB takes the shorter error term for the first step, although `low` may be the greater; so its last bits are these. */
  private addNumber(number: number): void {
    this.plain += number;
    const term = number + this.low;
    const lost = this.low - (term - number);
    const high = this.high + term;
    this.low = lost + termError(this.high, term, high);
    this.high = high;
  }

  private asDouble(): number {
    return Number.isNaN(this.high) ? this.plain : this.high;
  }
}

/** A whole number in the smallest type that MongoDB would give it: int32 (unless it was int64 before), int64, double. */
function wholeNumber(value: bigint | number, isLong: boolean): Numeric {
  if (!isInt64(value)) return new Double(Number(value));
  const fitsInt32 = value <= INT32_MAX && value >= -INT32_MAX - 1;
  return !isLong && fitsInt32 ? new Int32(Number(value)) : Long.fromBigInt(BigInt(value));
}

function isInt64(value: bigint | number): boolean {
  return value <= INT64_MAX && value >= -INT64_MAX - 1n;
}

export type Operation = '$add' | '$subtract' | '$multiply';

/** One step of an arithmetic expression; both operands are numbers. */
export function calculate(operation: Operation, a: Numeric, b: Numeric): Numeric {
  const quick = onNumbers[operation](numberOf(a), numberOf(b));
  if (a instanceof Double || b instanceof Double) return new Double(quick);
  const isLong = a instanceof Long || b instanceof Long;
  if (isExact(a) && isExact(b) && Number.isSafeInteger(quick)) return wholeNumber(quick, isLong);
  const exact = onIntegers[operation](integerOf(a), integerOf(b));
  return isInt64(exact) ? wholeNumber(exact, isLong) : new Double(quick);
}

const onNumbers: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  $add: (a, b) => a + b,
  $subtract: (a, b) => a - b,
  $multiply: (a, b) => a * b,
};

const onIntegers: Readonly<Record<Operation, (a: bigint, b: bigint) => bigint>> = {
  $add: (a, b) => a + b,
  $subtract: (a, b) => a - b,
  $multiply: (a, b) => a * b,
};

function isExact(value: Int32 | Long): boolean {
  return value instanceof Int32 || Number.isSafeInteger(value.toNumber());
}

function integerOf(value: Int32 | Long): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(value.value);
}

/** What the rounding of a + b to `sum` lost (Knuth's 2Sum). */
function termError(a: number, b: number, sum: number): number {
  const bPart = sum - a;
  return a - (sum - bPart) + (b - bPart);
}

function isDecimal(value: Value): boolean {
  return typeof value === 'object' && value !== null && typeNameOf(value) === 'Decimal128';
}
