import { AsyncLocalStorage } from 'node:async_hooks';

/** On whose behalf, and for what, a model is called. */
export interface Caller {
  readonly userId?: string | undefined;
  readonly userEmail?: string | undefined;
  /** What the call is for, `test_generation`. */
  readonly operation?: string | undefined;
  readonly route?: string | undefined;
  readonly requestId?: string | undefined;
}

const callers = new AsyncLocalStorage<Caller>();

/** The caller of whatever is running now, or nothing. */
export function currentCaller(): Caller | undefined {
  return callers.getStore();
}

/** Runs `work` on behalf of a caller: for jobs, guards and all else that runs outside of a request's handler. */
export function runAsCaller<Result>(caller: Caller, work: () => Result): Result {
  return callers.run(caller, work);
}
