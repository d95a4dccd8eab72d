import { type SpoolBatch } from '.';

/** Items in the order in which they were appended, and the batches that they were seen in. That is all there is to know. */
export class SpoolModel {
  private readonly batchOf = new Map<string, string>();
  private readonly membersOf = new Map<string, readonly string[]>();
  private readonly done = new Set<string>();
  private unsure: string[] = [];
  private sure: string[] = [];
  private appended = 0;

  append(count: number): string[] {
    const items = Array.from({ length: count }, () => `item ${this.appended++}`);
    this.unsure.push(...items);
    return items;
  }

  reachDisk(): void {
    this.sure.push(...this.unsure.splice(0));
  }

  /** What was not on the disk may be gone. What is left of it is taken for appended once it is seen. */
  cutPower(): void {
    this.unsure = [];
    this.done.clear();
  }

  see({ writer, number, items, isDamaged }: SpoolBatch<string>): void {
    const id = `${writer} ${number}`;
    if (isDamaged) throw new Error(`${id} is damaged.`);
    if (this.done.has(id)) throw new Error(`${id} was done.`);
    if (!this.membersOf.has(id)) this.membersOf.set(id, items);
    expect({ id, items }).toEqual({ id, items: this.membersOf.get(id) });
    for (const item of items) {
      expect({ item, id: this.batchOf.get(item) ?? id }).toEqual({ item, id });
      this.batchOf.set(item, id);
    }
    const places = items.map((item) => Number(item.split(' ')[1]));
    expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
  }

  forget({ writer, number }: SpoolBatch<string>): void {
    this.done.add(`${writer} ${number}`);
  }

  /** All that must be there was seen. */
  verify(): void {
    const missing = [...this.sure, ...this.unsure].filter((item) => !this.batchOf.has(item));
    expect(missing).toEqual([]);
  }
}
