import { type Frame, readFrames } from './frames';
import { HEADER_BYTES } from './segment-name';

/** A batch as a file tells of it. */
export interface FoundBatch {
  readonly number: number;
  readonly start: number;
  end: number;
  count: number;
  isCut: boolean;
  isDamaged: boolean;
}

export interface SegmentContents {
  /** Those that are not done, in order. */
  readonly batches: readonly FoundBatch[];
  /** From where to where there are bytes that are no frames. */
  readonly damage: readonly (readonly [start: number, end: number])[];
  /** What follows is a frame that was not written to its end. */
  readonly end: number;
}

/** Looks through the bytes of a whole file, whatever has become of them. */
export function contentsOf(file: Buffer, salt: number): SegmentContents {
  const reading = new Reading();
  const place = { salt, offset: HEADER_BYTES };
  const end = readFrames(
    file.subarray(HEADER_BYTES),
    place,
    (frame) => {
      reading.take(frame);
    },
    (start, stop) => {
      reading.meetDamage(start, stop);
    },
  );
  return { batches: [...reading.batches.values()], damage: reading.damage, end: HEADER_BYTES + end };
}

class Reading {
  readonly batches = new Map<number, FoundBatch>();
  readonly damage: [number, number][] = [];
  /** The batch of the last item, as long as no marker says that it is cut. */
  private open: FoundBatch | undefined;
  private nextIndex = 0;

  take(frame: Frame): void {
    switch (frame.kind) {
      case 'item':
        this.takeItem(frame);
        return;
      case 'cut':
        this.cut(frame);
        return;
      case 'done':
        if (this.open?.number === frame.batch) this.open = undefined;
        this.batches.delete(frame.batch);
        return;
      case 'header':
        return;
      default:
        frame.kind satisfies never;
    }
  }

  meetDamage(start: number, end: number): void {
    this.damage.push([HEADER_BYTES + start, HEADER_BYTES + end]);
    if (this.open !== undefined) this.open.isDamaged = true;
  }

  private takeItem({ batch: number, index, start, end }: Frame): void {
    if (this.open?.number !== number) this.begin(number, HEADER_BYTES + start);
    const { open } = this;
    if (open === undefined) return;
    if (index !== this.nextIndex) open.isDamaged = true;
    this.nextIndex = index + 1;
    open.count++;
    open.end = HEADER_BYTES + end;
  }

  private begin(number: number, start: number): void {
    this.open = { number, start, end: start, count: 0, isCut: false, isDamaged: false };
    this.batches.set(number, this.open);
    this.nextIndex = 0;
  }

  private cut({ batch: number, index: count, start }: Frame): void {
    // All of its items may be damaged: it was handed out all the same, and some of them may be stored.
    if (!this.batches.has(number)) this.begin(number, HEADER_BYTES + start);
    const batch = this.batches.get(number);
    if (batch === undefined) return;
    batch.isCut = true;
    if (batch.count !== count) batch.isDamaged = true;
    if (this.open === batch) this.open = undefined;
  }
}
