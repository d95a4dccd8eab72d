/**
 * Reads a stream on for a while after its caller has left it, so that its usage still comes. The provider goes on
 * generating, and charging, for as long: that is why it has to be asked for.
 */
export class Drain {
  /** Whether the caller has left. */
  isLeft = false;
  private readonly connection = new AbortController();
  private leave: ((reason: unknown) => void) | undefined;
  private readonly listening = new AbortController();

  /** `caller` is the signal by which the caller says that it leaves. */
  constructor(
    caller: AbortSignal | null | undefined,
    private readonly patienceMs: number,
  ) {
    const onAbort = () => {
      if (this.leave === undefined) this.connection.abort(caller?.reason);
      else this.leave(caller?.reason);
    };
    if (caller?.aborted) onAbort();
    else caller?.addEventListener('abort', onAbort, { signal: this.listening.signal });
  }

  /** To be given to `fetch` in place of the caller's. */
  get signal(): AbortSignal {
    return this.connection.signal;
  }

  /** The same body for the caller, who can leave it without its being left. */
  over(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const upstream = body.getReader();
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.leave = (reason) => {
            controller.error(reason);
            void this.readOn(upstream);
          };
        },
        pull: async (controller) => {
          const { done, value } = await upstream.read();
          if (this.isLeft) return;
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => {
          void this.readOn(upstream);
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** The call has ended. The caller's signal may live on for many others. */
  release(): void {
    this.listening.abort();
  }

  /** The process ends: nothing is read any more that its caller has left. */
  giveUp(): void {
    if (this.isLeft) this.connection.abort();
  }

  private async readOn(upstream: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    if (this.isLeft) return;
    this.isLeft = true;
    const timer = setTimeout(() => {
      this.connection.abort();
    }, this.patienceMs).unref();
    try {
      while (!(await upstream.read()).done);
    } catch {
      // The time is over, or the connection is: what has come by now is all that will.
    } finally {
      clearTimeout(timer);
    }
  }
}
