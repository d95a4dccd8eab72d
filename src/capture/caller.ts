import { AsyncLocalStorage } from 'node:async_hooks';

/** On whose behalf, and for what, a model is called. */
export interface Caller {
  readonly userId?: string | undefined;
  readonly userEmail?: string | undefined;
  readonly userName?: string | undefined;
  /** What the call is for, `test_generation`. */
  readonly operation?: string | undefined;
  readonly route?: string | undefined;
  readonly requestId?: string | undefined;
}

/** What a request's handler does, from its start to its end, on behalf of whomever. */
export interface Scope {
  readonly startedAt: Date;
  /** A call to a model was captured. */
  hasCalled: boolean;
}

const running = new AsyncLocalStorage<{ readonly caller: Caller; readonly scope?: Scope | undefined }>();

/** The caller of whatever is running now, or nothing. */
export function currentCaller(): Caller | undefined {
  return running.getStore()?.caller;
}

/** Takes note that whatever is running now calls a model. */
export function noteCall(): void {
  const scope = running.getStore()?.scope;
  if (scope !== undefined) scope.hasCalled = true;
}

/** Runs `work` on behalf of a caller: for jobs, guards and all else that runs outside of a request's handler. */
export function runAsCaller<Result>(caller: Caller, work: () => Result): Result {
  return running.run({ caller, scope: running.getStore()?.scope }, work);
}

/** Runs a request's handler on behalf of its user. */
export function runHandler<Result>(caller: Caller, scope: Scope, work: () => Result): Result {
  return running.run({ caller, scope }, work);
}
