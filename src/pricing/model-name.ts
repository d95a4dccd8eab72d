const FINE_TUNED = /^(?<tuned>ft:[^:]+)(?::|$)/;
const DATED = /^(?<undated>.+)-(?<date>20\d{2}-\d{2}-\d{2})$/;
// claude-sonnet-4-5-20250929
const DATED_BY_ANTHROPIC = /^(?<undated>claude-.+)-(?<date>20\d{6})$/;

export type Vendor = 'openai' | 'anthropic' | 'google';

/** Who sells a model. A name that tells nothing is looked for at OpenAI. */
export function vendorOf(model: string): Vendor {
  if (model.startsWith('claude-')) return 'anthropic';
  return model.startsWith('gemini-') ? 'google' : 'openai';
}

/**
 * The names under which a price may be listed, best first: as it is, without a date that exists, as its alias.
 * Prefixes never match: `gpt-4o-foo` is not gpt-4o, and `gpt-5-nano-9999-99-99` keeps its date that is none.
 * A fine-tuned model (`ft:gpt-4o-2024-08-06:org::id`) has a price of its own (`ft:gpt-4o-2024-08-06`) or none.
 */
export function namesOf(model: string, aliases: ReadonlyMap<string, string>): readonly string[] {
  const tuned = FINE_TUNED.exec(model)?.groups?.['tuned'];
  if (tuned !== undefined) return [tuned];
  const undated = withoutDate(model);
  const alias = aliases.get(model) ?? (undated === undefined ? undefined : aliases.get(undated));
  return [model, undated, alias].filter((name) => name !== undefined);
}

/** Whether the day exists: 2024-02-29 does, 2023-02-29 does not. */
export function isCalendarDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function withoutDate(name: string): string | undefined {
  const { undated, date } = DATED.exec(name)?.groups ?? DATED_BY_ANTHROPIC.exec(name)?.groups ?? {};
  return date !== undefined && isCalendarDate(withDashes(date)) ? undated : undefined;
}

const withDashes = (date: string) => date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
