/** Runs `work` for whoever asks: one at a time, and one more for all who ask meanwhile. */
export class GroupSync {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Resolves when a run that began after this call is over. */
  run(): Promise<void> {
    if (this.next !== undefined) return this.next;
    if (this.running === undefined) return this.begin();
    // Where this run fails, nobody knows what a later one would be good for: those who wait for it are told, too.
    this.next = this.running
      .finally(() => {
        this.next = undefined;
      })
      .then(() => this.begin());
    return this.next;
  }

  private begin(): Promise<void> {
    const run = this.work().finally(() => {
      if (this.running === run) this.running = undefined;
    });
    this.running = run;
    return run;
  }
}
