import { type Scenario, type Told } from './scenario';

export interface Row {
  readonly scenario: Scenario;
  readonly told: Told;
  readonly seconds: number;
}

const HEAD = [
  '',
  'promise',
  'runs',
  'kills',
  'calls',
  'lost',
  'double',
  'duplicates met',
  'recovery',
  'verdict',
];

/** As markdown, each column as wide as its widest cell. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0), 3));
  const padded = lines.map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [padded[0], rule, ...padded.slice(1)].join('\n');
}

function cellsOf({ scenario, told }: Row): readonly string[] {
  const { runs, kills, calls, lost, doubled, duplicates, recoverySeconds } = told;
  const counts = [runs, kills, calls, lost, doubled, duplicates].map((count) => count.toLocaleString('en'));
  const recovery = recoverySeconds === undefined ? '' : `${recoverySeconds.toFixed(1)} s`;
  return [scenario.id, scenario.promise, ...counts, recovery, verdictOf(told)];
}

function verdictOf({ skipped, violations }: Told): string {
  if (skipped !== undefined) return 'skipped';
  return violations.length === 0 ? 'holds' : 'BROKEN';
}
