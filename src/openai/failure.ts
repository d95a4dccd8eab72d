import { isObject } from './json';
import { type FailureKind } from './model-call';
import { headerOf } from './request';

// The request was never sent, so that nothing can have been billed.
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
// The client starts its timer a little before it calls `fetch`.
const TIMER_SLACK_MS = 100;
const TIMEOUT = /TIMEOUT|ETIMEDOUT/;

/**
 * Why `fetch` threw before there was an answer. `timeLimitMs` is the client's own, after which it aborts; `hasAborted`
 * tells of an abort for whatever reason, which is then what was thrown.
 */
export function failureOf(
  error: unknown,
  { elapsedMs, timeLimitMs, hasAborted }: Circumstances,
): FailureKind {
  if (nameOf(error) === 'TimeoutError') return 'timeout';
  if (hasAborted || isAbort(error)) return elapsedMs >= timeLimitMs - TIMER_SLACK_MS ? 'timeout' : 'aborted';
  const code = codeOf(error);
  if (UNREACHABLE.has(code)) return 'unreachable';
  return TIMEOUT.test(code) ? 'timeout' : 'network';
}

interface Circumstances {
  readonly elapsedMs: number;
  readonly timeLimitMs: number;
  readonly hasAborted: boolean;
}

/** An abort is a DOMException or an Error, of whichever realm: known by its name. */
export function isAbort(error: unknown): boolean {
  return LEAVING.has(nameOf(error));
}

// The last one is what AbortSignal.timeout() gives.
const LEAVING: ReadonlySet<unknown> = new Set(['AbortError', 'ResponseAborted', 'TimeoutError']);

const nameOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;

function codeOf(error: unknown): string {
  const cause = isObject(error) && isObject(error['cause']) ? error['cause'] : error;
  return isObject(cause) && typeof cause['code'] === 'string' ? cause['code'] : '';
}

// The SDK aborts by itself after this time, unless it is told otherwise.
const SDK_TIME_LIMIT_MS = 600_000;

/** After how long the client gives up. The SDK names the limit of a single request in a header, in whole seconds. */
export function timeLimitOf(init: RequestInit | undefined): number {
  const seconds = Number(headerOf(init, 'x-stainless-timeout') ?? 0);
  return seconds > 0 ? seconds * 1_000 : SDK_TIME_LIMIT_MS;
}
