import { startOf } from '../../usage';
import { type Position } from './recount-step';
import { ALL_TIME } from './time-line';

/** A position as a word that can stand in an address. Only for this service to read. */
export function positionText(position: Position): string {
  const parts = 'from' in position ? [position.from.getTime()] : [position.month.getTime(), position.after];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @returns nothing where the word is none of ours */
export function positionIn(text: string): Position | undefined {
  const [at, after, ...more] = partsIn(text);
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || more.length > 0) return undefined;
  if (at < ALL_TIME.from.getTime() || at > ALL_TIME.before.getTime()) return undefined;
  if (after === undefined) return { from: startOf('quarter', new Date(at)) };
  return typeof after === 'string' ? { month: startOf('month', new Date(at)), after } : undefined;
}

function partsIn(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
