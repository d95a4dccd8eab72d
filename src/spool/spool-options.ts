/** The moments at which a crash test may end the process. */
export type SpoolStep =
  | 'before-write'
  | 'after-write'
  | 'before-cut'
  | 'after-cut'
  | 'before-sync'
  | 'after-sync'
  | 'before-done'
  | 'after-done'
  | 'before-rotate'
  | 'after-rotate'
  | 'before-unlink'
  | 'after-unlink'
  | 'before-cut-back'
  | 'before-adopt'
  | 'after-adopt';

export interface SpoolOptions<Item> {
  /** Where it lives: made 0700, its files 0600. Without one, everything is in memory only. */
  readonly directory?: string | undefined;
  readonly encode: (item: Item) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Item;
  /** The most items in a batch. */
  readonly batchSize?: number;
  /** A file is left at the end of the batch that exceeds it. A batch that is as long by itself is cut, full or not. */
  readonly segmentBytes?: number;
  /**
   * How many items are kept as objects: so many where they are nowhere else, 15 % of them where they are in the
   * file, too. Those beyond are read from there when their turn comes.
   */
  readonly memoryItems?: number;
  /** Takes a sentence for the log. The same kind of trouble is told once a minute. */
  readonly onProblem?: (sentence: string) => void;
  /** Is told of each step. What it throws before a write, a sync or a cut back is taken for what the disk says. */
  readonly reach?: (step: SpoolStep) => void;
}

export type Settings<Item> = Required<Omit<SpoolOptions<Item>, 'directory' | 'onProblem'>>;

export function settingsOf<Item>(options: SpoolOptions<Item>): Settings<Item> {
  const { encode, decode } = options;
  return {
    encode,
    decode,
    batchSize: options.batchSize ?? 2_000,
    segmentBytes: options.segmentBytes ?? 8 * 1024 * 1024,
    memoryItems: options.memoryItems ?? 20_000,
    reach: options.reach ?? (() => undefined),
  };
}

export interface SpoolBatch<Item> {
  /** Who wrote it: 16 base64url characters, new in every life of a process. */
  readonly writer: string;
  /** 1, 2, 3 … per writer, never used twice. One is left out where a failing disk may hold part of a batch under it. */
  readonly number: number;
  readonly items: readonly Item[];
  /** An earlier life wrote it, and may have handed it out. */
  readonly isReplay: boolean;
  /** Something of it could not be read. */
  readonly isDamaged: boolean;
  /** It is stored: forget it. */
  done(): void;
}

export interface SpoolState {
  /** Items that are not done. Of what earlier lives left, those that have been looked through so far (a second per GB). */
  readonly waiting: number;
  /** What they take on disk. Of what earlier lives left, everything from the start. */
  readonly waitingBytes: number;
  /** Items lost: no room for them, or no way to read them. */
  readonly dropped: number;
  /** Places in the files that could not be read. Their bytes are in files that end in `.damaged`. */
  readonly damaged: number;
  /** Why nothing can be written to the disk now. */
  readonly failing: string | undefined;
  /** Since when the oldest item waits; after a restart, when its file was begun. */
  readonly oldestAt: Date | undefined;
}
