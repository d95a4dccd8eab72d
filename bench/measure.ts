/** One contestant's turn. */
export interface Slice {
  /** Of the whole process, threads included, and with what the calls left behind. */
  readonly cpuMicrosPerCall: number;
  readonly latenciesMicros: readonly number[];
  /** Until the last call had ended, without what the calls left behind. */
  readonly elapsedMs: number;
}

export interface Turn {
  readonly calls: number;
  readonly inFlight: number;
}

/** What is measured. */
export interface Work {
  readonly call: () => Promise<unknown>;
  /** What whoever calls does before the next call: no part of a call's latency. */
  readonly pause?: () => Promise<unknown>;
  /** Resolves when all that the calls have left behind is done, so that its CPU counts too. */
  readonly settle: () => Promise<void>;
}

export async function measureSlice({ calls, inFlight }: Turn, { call, pause, settle }: Work): Promise<Slice> {
  const latenciesMicros: number[] = [];
  let begun = 0;
  const oneAfterTheOther = async () => {
    while (begun < calls) {
      begun += 1;
      const start = performance.now();
      await call();
      latenciesMicros.push((performance.now() - start) * 1_000);
      if (pause !== undefined) await pause();
    }
  };
  globalThis.gc?.();
  const begin = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, oneAfterTheOther));
  const elapsedMs = performance.now() - begin;
  await settle();
  const { user, system } = process.cpuUsage(before);
  return { cpuMicrosPerCall: (user + system) / calls, latenciesMicros, elapsedMs };
}

/** Each name in turn, round after round (A B C A B C …), so that what disturbs the machine disturbs all alike. */
export async function takeTurns<Name extends string, Result>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<Result>,
): Promise<Readonly<Record<Name, Result>>[]> {
  const results: Readonly<Record<Name, Result>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const entries: [Name, Result][] = [];
    for (const name of names) entries.push([name, await measure(name)]);
    results.push(Object.fromEntries(entries) as Record<Name, Result>);
  }
  return results;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
