import { table } from '../report';
import { CONTESTANTS } from './contestants';
import { figuresOf, type Measured, type Round, type Target } from './figures';

const HEAD = [
  '',
  'CPU a call, µs',
  'added CPU',
  'added p50',
  'added p99',
  'added CPU: ours / its',
  'added p50: ours / its',
];

/** What a scenario's rounds gave, a row for each contestant. */
export function scenarioTable(rounds: readonly Round[]): string {
  const figures = figuresOf(rounds);
  const ours = figures['token-ledger'].added;
  const rows = CONTESTANTS.map((name) => {
    const { total, added } = figures[name];
    if (name === 'no capture') return [name, micros(total.cpuMicros)];
    return [
      name,
      micros(total.cpuMicros),
      ...addedBy(added),
      ...(name === 'token-ledger' ? [] : ratios(ours, added)),
    ];
  });
  return table(HEAD, rows);
}

export function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ name, limit, measured, isMet }) => [
    name,
    number(limit),
    number(measured),
    isMet ? 'yes' : 'no',
  ]);
  return table(['P1', 'at most', 'measured', 'met'], rows);
}

const addedBy = ({ cpuMicros, p50Micros, p99Micros }: Measured) => [
  micros(cpuMicros),
  micros(p50Micros),
  micros(p99Micros),
];

const ratios = (ours: Measured, its: Measured) => [
  number(ours.cpuMicros / its.cpuMicros),
  number(ours.p50Micros / its.p50Micros),
];

const micros = (value: number) => value.toFixed(value < 100 ? 1 : 0);
const number = (value: number) => (value < 10 ? value.toFixed(3) : value.toFixed(0));
