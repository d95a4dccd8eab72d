/** Told of each step of the write path, before it is gone beyond. */
export type Reach = (step: string) => void;

/** Kills this process when a step is reached for the n-th time: `after-insert:3`. Without such a point, never. */
export function killAt(point: string | undefined, kill: () => void = killThisProcess): Reach {
  if (point === undefined) return () => undefined;
  const [name, times] = point.split(':');
  let left = Number(times ?? 1);
  return (step) => {
    if (step === name && --left === 0) kill();
  };
}

/** The kernel ends it before this call returns. */
function killThisProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
