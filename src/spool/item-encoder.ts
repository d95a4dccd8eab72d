import { type Batch } from './batch';
import { FrameBuffer } from './frames';
import { type Losses } from './losses';
import { type Segment } from './segment';

/** Items as bytes. One that cannot be encoded is lost, and counted: nobody's call fails for it. */
export class ItemEncoder<Item> {
  constructor(
    private readonly encodeItem: (item: Item) => Uint8Array,
    private readonly losses: Losses,
  ) {}

  encode(item: Item): Uint8Array | undefined {
    try {
      return this.encodeItem(item);
    } catch (error) {
      // Its message may show parts of the item.
      this.losses.add(
        1,
        'encode',
        `one could not be encoded (${error instanceof Error ? error.name : 'unknown error'})`,
      );
      return undefined;
    }
  }

  /** A whole batch from memory, as it is to be written at the end of a file. */
  framesOf({ number, items = [] }: Batch<Item>, segment: Segment, isCut: boolean): FrameBuffer {
    const frames = new FrameBuffer();
    frames.begin(segment.end);
    for (const [index, item] of items.entries()) frames.add('item', number, index, this.encode(item));
    if (isCut) frames.add('cut', number, items.length);
    return frames;
  }
}
