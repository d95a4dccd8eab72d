import { type Counter } from 'prom-client';

/** For what is counted elsewhere, and told by a counter. */
export function setTo(counter: Counter, count: number): void {
  counter.reset();
  counter.inc(count);
}
