import { type Segment } from './segment';

/** Items that follow one another. The batch is what carries its number: a marker that it is cut only adds what it must count. */
export class Batch<Item> {
  count = 0;
  /** Where its frames are in the file. */
  start = 0;
  end = 0;
  isDamaged = false;

  constructor(
    readonly writer: string,
    public number: number,
    readonly isReplay: boolean,
    readonly oldestAt: Date,
    /** The file that it is in. Without one, it is in memory only. */
    public segment: Segment | undefined,
    /** Without them, they are read from the file. */
    public items: Item[] | undefined,
  ) {}
}
