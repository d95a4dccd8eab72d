import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';

/** What figures are worth little without. */
export interface Circumstances {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
}

export function circumstances(): Circumstances {
  const cores = cpus();
  const machine = `${cores.length} cores, ${cores[0]?.model ?? 'unknown'}`;
  return { date: new Date().toISOString(), node: process.version, machine };
}

/** A table that reads well on a screen and in a Markdown page. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export function writeJson(path: string, figures: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(figures, undefined, 2)}\n`);
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
