export const IN_FLIGHT = 64;

/** Does the work for each item, for 64 of them at a time. */
export async function withManyInFlight<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const oneAfterTheOther = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, oneAfterTheOther));
}
