import { unsupported } from './command-error';
import { Sum } from './sum';
import { compareValues, type Value } from './values';

/** Takes the values of one group, one by one. */
export interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

export function accumulatorFactory(name: string): () => Accumulator {
  const create = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  if (create === undefined) throw unsupported(`the accumulator ${name}`);
  return create;
}

const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => new Sum(),
  $max: () => new Extreme((order) => order > 0),
  $min: () => new Extreme((order) => order < 0),
  $first: () => new First(),
  $last: () => new Last(),
};

/** The greatest or least value; null and missing ones do not count. */
class Extreme implements Accumulator {
  private best: Value = null;

  constructor(private readonly isBetter: (order: number) => boolean) {}

  add(value: Value): void {
    if (value === null || value === undefined) return;
    if (this.best === null || this.isBetter(compareValues(value, this.best))) this.best = value;
  }

  result(): Value {
    return this.best;
  }
}

class First implements Accumulator {
  private value: Value;
  private isSet = false;

  add(value: Value): void {
    if (this.isSet) return;
    this.isSet = true;
    this.value = value;
  }

  result(): Value {
    return this.value ?? null;
  }
}

class Last implements Accumulator {
  private value: Value;

  add(value: Value): void {
    this.value = value;
  }

  result(): Value {
    return this.value ?? null;
  }
}
