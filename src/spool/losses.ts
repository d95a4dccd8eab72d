import { type Problems } from './problems';

/** Items that could not be kept. */
export class Losses {
  count = 0;

  constructor(private readonly problems: Problems) {}

  add(count: number, kind: string, reason: string): void {
    if (count === 0) return;
    this.count += count;
    this.problems.report(kind, `Items are lost, ${count} now and ${this.count} since the start: ${reason}.`);
  }
}
