import { type AnswerReader } from './answer-reader';
import { type Drain } from './drain';
import { type Guard } from './guard';

/** How the reading of a body ended: whole, left by its reader, or cut by the network. */
export type BodyEnd = 'whole' | 'left' | 'cut';

export interface BodyWatch {
  readonly reader: AnswerReader;
  /** Whether that what broke the body off is its caller, and not the network. */
  readonly isLeft: (error: unknown) => boolean;
  readonly onFirstByte: () => void;
  /** Called once, before the reader of the body sees the end of it. */
  readonly onEnd: (end: BodyEnd) => void;
  /** Read on, whether or not anybody reads: for a body in one piece, so that an answer nobody reads is counted too. */
  readonly eager: boolean;
  readonly guard: Guard;
  /** Reads on what its caller leaves. */
  readonly drain: Drain | undefined;
}

/** The same body with a watch on it: same bytes (less what is hidden), same pace, same errors, same cancellation. */
export function observedBody(body: ReadableStream<Uint8Array>, watch: BodyWatch): ReadableStream<Uint8Array> {
  const { reader, guard } = watch;
  const upstream = body.getReader();
  let begun = false;
  let ended = false;

  const begin = () => {
    if (!begun) guard(watch.onFirstByte, undefined);
    begun = true;
  };
  const end = (how: BodyEnd) => {
    if (ended) return;
    ended = true;
    guard(() => {
      watch.onEnd(how);
    }, undefined);
  };
  // An abort is heard of at once here, also where nobody is reading.
  const endBy = (error: unknown) => {
    end(guard(() => (watch.isLeft(error) ? 'left' : 'cut'), 'cut'));
  };
  upstream.closed.catch(endBy);
  const fail = (error: unknown) => {
    endBy(error);
    throw error;
  };

  // Chained by hand: every promise costs, five hundred times a stream, and more so where there is an AsyncLocalStorage.
  function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    return upstream.read().then(({ done, value }) => {
      begin();
      const shown = guard(() => (done ? reader.end() : reader.push(value)), value);
      if (done || reader.complete) end(reader.complete ? 'whole' : 'cut');
      if (shown !== undefined) controller.enqueue(shown);
      if (done) controller.close();
      // A pull that enqueues nothing is not repeated, so it goes on until there is something to show.
      return done || shown !== undefined ? undefined : pull(controller);
    }, fail);
  }

  async function cancel(reason: unknown): Promise<void> {
    end('left');
    await upstream.cancel(reason);
  }

  return new ReadableStream({ pull, cancel }, { highWaterMark: watch.eager ? Number.POSITIVE_INFINITY : 0 });
}
