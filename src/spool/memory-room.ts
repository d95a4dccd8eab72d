import { type Batch } from './batch';

// A record takes some 5 KB as an object. To keep more of those that can be read again saves little, and is what makes a
// process grow while its database is away.
const SHARE_OF_REPEATABLE = 0.15;

/** How many items are in memory. */
export class MemoryRoom<Item> {
  private used = 0;

  constructor(private readonly limit: number) {}

  get isFull(): boolean {
    return this.used >= this.limit;
  }

  /** An item that is nowhere else. */
  keep(batch: Batch<Item>, item: Item): void {
    batch.items?.push(item);
    this.used++;
  }

  /** Items that are in the file, too: if there is no room for them in their share, all of the batch is read from there. */
  remember(batch: Batch<Item>, items: readonly Item[]): void {
    if (batch.items === undefined) return;
    if (this.used + items.length > this.limit * SHARE_OF_REPEATABLE) {
      this.forget(batch);
      return;
    }
    for (const item of items) batch.items.push(item);
    this.used += items.length;
  }

  forget(batch: Batch<Item>): void {
    this.used -= batch.items?.length ?? 0;
    batch.items = undefined;
  }
}
