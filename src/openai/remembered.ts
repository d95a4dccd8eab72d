import { type CallObserver, type ModelCall } from './model-call';

type Report = ReturnType<CallObserver>;

// What is forgotten is found again, or counted by whoever sees it next: the ledger takes it once.
const LIMIT = 10_000;
const SESSION_MS = 20 * 60_000;

/** What is known from one call to the next, of work that goes on beside them. It is bounded, and ends with the process. */
export class Remembered {
  private readonly begun = new Map<string, Report>();
  private readonly counted = new Map<string, true>();
  private readonly sessions = new Map<string, number>();
  private readonly refusing = new Map<string, true>();

  /** Work goes on in the background; once it is seen to have ended, `report` is told of it. */
  begin(work: string, report: Report): void {
    remember(this.begun, work, report);
  }

  /** Tells of work that has ended, once: whoever began it, if that is known, else whoever sees it. */
  end(work: string, seenBy: Report, call: ModelCall): void {
    const report = this.begun.get(work) ?? seenBy;
    const isNew = !this.counted.has(work);
    remember(this.counted, work, true);
    this.begun.delete(work);
    if (report !== seenBy || !isNew) seenBy(undefined);
    if (isNew) report(call);
  }

  /**
   * A container is charged for each 20 minutes in which it runs, however many calls use it then.
   * Source: developers.openai.com/api/docs/pricing, as of 2026-03-31.
   */
  isNewSession(container: string, at: number): boolean {
    const start = this.sessions.get(container);
    if (start !== undefined && at - start < SESSION_MS) return false;
    remember(this.sessions, container, at);
    return true;
  }

  /** A server does not understand that it is asked for the usage of a stream. */
  refuses(origin: string): void {
    remember(this.refusing, origin, true);
  }

  hasRefused(origin: string): boolean {
    return this.refusing.has(origin);
  }
}

function remember<Value>(all: Map<string, Value>, key: string, value: Value): void {
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > LIMIT && oldest !== undefined) all.delete(oldest);
}

const memories = new WeakMap<object, Remembered>();

/** The clients of an application share it: one of them may see the end of what another has begun. */
export function rememberedFor(application: object): Remembered {
  const known = memories.get(application) ?? new Remembered();
  memories.set(application, known);
  return known;
}
