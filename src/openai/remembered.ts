import { type CallObserver, type ModelCall } from './model-call';
import { type Container } from './tool-use';

type Report = ReturnType<CallObserver>;

// What is forgotten is found again, or counted by whoever sees it next: the ledger takes it once.
const LIMIT = 10_000;
const SESSION_MS = 20 * 60_000;

/** What is known from one call to the next, of work that goes on beside them. It is bounded, and ends with the process. */
export class Remembered {
  private readonly begun = new Map<string, Report>();
  private readonly counted = new Map<string, true>();
  private readonly sessions = new Map<
    string,
    { readonly start: number; readonly size: string | undefined }
  >();
  private readonly refusing = new Map<string, true>();

  /** Work goes on in the background; once it is seen to have ended, `report` is told of it. */
  begin(work: string, report: Report): void {
    remember(this.begun, work, report);
  }

  /** Tells of work that has ended, once: whoever began it, if that is known, else whoever sees it. */
  end(work: string, seenBy: Report, callOf: () => ModelCall): void {
    const report = this.begun.get(work) ?? seenBy;
    const isNew = !this.counted.has(work);
    remember(this.counted, work, true);
    this.begun.delete(work);
    if (report !== seenBy || !isNew) seenBy(undefined);
    if (isNew) report(callOf());
  }

  /**
   * The containers that are to be charged: each for every 20 minutes in which it runs, however many calls use it then.
   * One that is used by its id is as large as it was when it was made, if that is known.
   * Source: developers.openai.com/api/docs/pricing, as of 2026-03-31.
   */
  newSessions(containers: readonly Container[], at: number): readonly Container[] {
    return containers.flatMap(({ id, size: saidSize }) => {
      const known = this.sessions.get(id);
      if (known !== undefined && at - known.start < SESSION_MS) return [];
      const size = saidSize ?? known?.size;
      remember(this.sessions, id, { start: at, size });
      return [{ id, size }];
    });
  }

  /** A server does not understand, for one of its models, that it is asked for the usage of a stream. */
  refuses(server: string): void {
    remember(this.refusing, server, true);
  }

  hasRefused(server: string): boolean {
    return this.refusing.has(server);
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
