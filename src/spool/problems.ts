const ONCE_IN_MS = 60_000;

/** Tells the log what is wrong: every kind of trouble at most once a minute. */
export class Problems {
  private readonly toldAt = new Map<string, number>();

  constructor(private readonly tell: (sentence: string) => void = () => undefined) {}

  report(kind: string, sentence: string): void {
    const last = this.toldAt.get(kind);
    const now = performance.now();
    if (last !== undefined && now - last < ONCE_IN_MS) return;
    this.toldAt.set(kind, now);
    this.tell(sentence);
  }
}

/** What the system says in a word. Its messages hold paths; its codes say enough. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('code' in error) return String(error.code);
  return 'message' in error ? String(error.message) : 'unknown error';
}
