/** What `JSON.parse` makes of an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(value: JsonObject, key: string): JsonObject | undefined {
  const inner = value[key];
  return isObject(inner) ? inner : undefined;
}

export function stringIn(value: JsonObject, key: string): string | undefined {
  const inner = value[key];
  return typeof inner === 'string' && inner !== '' ? inner : undefined;
}

export function arrayIn(value: JsonObject, key: string): readonly unknown[] {
  const inner = value[key];
  return Array.isArray(inner) ? inner : [];
}

/** A whole number of at least 0. */
export function countIn(value: JsonObject, key: string): number | undefined {
  const count = value[key];
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The object that the text holds, or nothing where it holds something else. */
export function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** What the text holds, or nothing where that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
