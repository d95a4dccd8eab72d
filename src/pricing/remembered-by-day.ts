const DAY_MS = 86_400_000;
// Names come from outside, and there is no end to them.
const LIMIT = 1_000;

/** Remembers what was found for a model on a UTC day. Prices change at its beginning, never within it. */
export function rememberedByDay<Found>(
  find: (model: string, at: Date) => Found,
): (model: string, at: Date) => Found {
  const known = new Map<string, { readonly found: Found }>();
  return (model, at) => {
    const key = `${Math.floor(at.getTime() / DAY_MS)} ${model}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered.found;
    const found = find(model, at);
    if (known.size >= LIMIT) known.clear();
    known.set(key, { found });
    return found;
  };
}
