import { Double } from 'bson';
import { unsupported } from './command-error';
import { Sum } from './sum';
import { compareValues, identityOf, isNumeric, numberOf, type Value } from './values';

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
  $avg: () => new Average(),
  $addToSet: () => new DistinctValues(),
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

class Average implements Accumulator {
  private readonly sum = new Sum();
  private count = 0;

  add(value: Value): void {
    this.sum.add(value);
    if (isNumeric(value)) this.count += 1;
  }

  result(): Value {
    return this.count === 0 ? null : new Double(numberOf(this.sum.result()) / this.count);
  }
}

/** Missing fields do not count. MongoDB leaves the order open; here it is that of coming. */
class DistinctValues implements Accumulator {
  private readonly values = new Map<string, Value>();

  add(value: Value): void {
    if (value === undefined) return;
    const identity = identityOf(value);
    if (!this.values.has(identity)) this.values.set(identity, value);
  }

  result(): Value {
    return [...this.values.values()];
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
