/** Runs `work` for whoever asks: one at a time, and one more for all who ask meanwhile. */
export class GroupSync {
  private running: Promise<void> | undefined;
  /** Not begun yet. */
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Resolves when a run that began after this call is over. */
  run(): Promise<void> {
    // Also in the moment between the end of one run and the beginning of the next: two at once would close each other's files.
    if (this.next !== undefined) return this.next;
    if (this.running === undefined) return this.begin();
    this.next = this.running.then(
      () => this.begin(),
      (error: unknown) => {
        // Where this run fails, nobody knows what a later one would be good for: those who wait for it are told, too.
        this.next = undefined;
        throw error;
      },
    );
    return this.next;
  }

  private begin(): Promise<void> {
    this.next = undefined;
    const run = this.work().finally(() => {
      this.running = undefined;
    });
    this.running = run;
    return run;
  }
}
