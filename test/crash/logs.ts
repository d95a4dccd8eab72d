import { openSync, readFileSync, writeSync } from 'node:fs';

/** What the fake OpenAI wrote down of an answer, in a file of its own. */
export interface Answered {
  /** The answer's id, or `refused:` and the caller's name for the call. */
  readonly key: string;
  /** The caller's name for the call, where it has one. */
  readonly call?: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** An answer that is not brought to its end tells of no tokens. */
  readonly isWhole: boolean;
}

/** A file to which whole lines are added. Each is with the operating system when `add` returns. */
export class LineLog {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a', 0o600);
  }

  add(line: string): void {
    writeSync(this.file, `${line}\n`);
  }
}

export function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

/** What the callers have seen: the ends of answers by their keys, and calls that failed though nothing should. */
export interface Seen {
  readonly acknowledged: readonly string[];
  readonly failures: readonly string[];
}

export const acknowledgedLine = (key: string): string => `+${key}`;

export const failureLine = (reason: string): string => `!${reason.replaceAll('\n', ' ')}`;

export function seenIn(lines: readonly string[]): Seen {
  const of = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
  return { acknowledged: of('+'), failures: of('!') };
}

export const answeredIn = (lines: readonly string[]): readonly Answered[] =>
  lines.map((line) => JSON.parse(line) as Answered);
