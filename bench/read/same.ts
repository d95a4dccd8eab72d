import { isDeepStrictEqual } from 'node:util';

/** @throws unless both sides say the same */
export function assertSame(question: string, ours: unknown, naive: unknown): void {
  if (!isDeepStrictEqual(ours, naive))
    throw new Error(
      `${question}: ours is ${JSON.stringify(ours)}, but the records say ${JSON.stringify(naive)}.`,
    );
}

/** To the millionth of a dollar: beyond that, the sum of a million floating-point numbers says nothing. */
export const microUsd = (usd: number) => Math.round(usd * 1e6);
