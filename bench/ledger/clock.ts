export interface Spent {
  readonly elapsedMs: number;
  /** Of the whole process, threads included. */
  readonly cpuMicros: number;
}

/** Starts a clock, on a clean heap; what it gives back reads it. */
export function startClock(): () => Spent {
  globalThis.gc?.();
  const start = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { elapsedMs: performance.now() - start, cpuMicros: user + system };
  };
}
