/** Starts all contestants, and ends them whatever happens. */
export async function sideBySide<Name extends string, Contestant extends { close(): Promise<void> }, Result>(
  names: readonly Name[],
  start: (name: Name) => Promise<Contestant>,
  race: (contestants: Readonly<Record<Name, Contestant>>) => Promise<Result>,
): Promise<Result> {
  const started: [Name, Contestant][] = [];
  try {
    for (const name of names) started.push([name, await start(name)]);
    return await race(Object.fromEntries(started) as Record<Name, Contestant>);
  } finally {
    for (const [, contestant] of started) await contestant.close();
  }
}
