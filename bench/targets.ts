import { table } from './report';

/** One promise of the design, and whether it is kept. */
export interface Target {
  readonly name: string;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  readonly measured: number;
  readonly isMet: boolean;
}

export function atLeast(limit: number, name: string, measured: number): Target {
  return { name, bound: 'at least', limit, measured, isMet: measured >= limit };
}

export function atMost(limit: number, name: string, measured: number): Target {
  return { name, bound: 'at most', limit, measured, isMet: measured <= limit };
}

export function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ name, bound, limit, measured, isMet }) => [
    name,
    `${bound} ${short(limit)}`,
    short(measured),
    isMet ? 'yes' : 'no',
  ]);
  return table(['target', 'limit', 'measured', 'met'], rows);
}

/** Three digits, and more only of whole numbers. */
export function short(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(3))) : value.toFixed(0);
}
