export function amountOf(option: string, given: string): number {
  const amount = Number(given);
  if (!Number.isSafeInteger(amount) || amount < 1)
    throw new Error(`--${option} must be a whole number of at least 1.`);
  return amount;
}

/** Names, separated by commas. */
export function chosenFrom<Name extends string>(
  names: readonly Name[],
  option: string,
  given: string,
): readonly Name[] {
  return given.split(',').map((text) => {
    const name = names.find((known) => known === text);
    if (name === undefined) throw new Error(`--${option} takes ${names.join(', ')}, separated by commas.`);
    return name;
  });
}
