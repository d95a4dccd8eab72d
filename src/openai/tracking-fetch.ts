import { type Guard, guardWith } from './guard';
import { type CallObserver } from './model-call';
import { bodyAskingForUsage, type ModelRequest, needsToAskForUsage, readRequest } from './request';
import { TrackedCall } from './tracked-call';

export type Fetch = typeof fetch;

export interface TrackingOptions {
  /** Told of every attempt. */
  readonly observe: CallObserver;
  /** Ask for the usage of streams that do not ask for it themselves. Some compatible servers refuse that. */
  readonly includeUsage: boolean;
  /** Told when tracking itself fails. The call goes on. */
  readonly onTrackingError: (error: unknown) => void;
}

/**
 * A `fetch` that reports each call to a model and otherwise is the `fetch` that it is given: same answers, same
 * errors, same timing. A client that uses it is tracked whole, whatever it does on top (retries, streams, parsing).
 */
export function trackingFetch(options: TrackingOptions, send: Fetch = fetch): Fetch {
  return lateTrackingFetch(() => options, send);
}

/** The same for when it is not known yet who is to be told: while there is nobody, calls go through untouched. */
export function lateTrackingFetch(optionsByNow: () => TrackingOptions | undefined, send: Fetch): Fetch {
  const tracking: Fetch = (input, init) => {
    const options = optionsByNow();
    return options === undefined ? send(input, init) : sendTracked(options, send, input, init);
  };
  trackingFetches.add(tracking);
  return tracking;
}

/** Whether calls of this `fetch` are tracked already. */
export function isTracking(fetch: Fetch): boolean {
  return trackingFetches.has(fetch);
}

const trackingFetches = new WeakSet<Fetch>();

async function sendTracked(options: TrackingOptions, send: Fetch, ...sent: Parameters<Fetch>) {
  const guard = guardWith(options.onTrackingError);
  const begun = guard(() => begin(options, guard, sent), undefined);
  if (begun === undefined) return send(...sent);
  const { call, asksForUsage, init } = begun;
  try {
    const response = await send(sent[0], init);
    return guard(() => call.answered(response, asksForUsage), response);
  } catch (error) {
    guard(() => {
      call.threw(error, sent[1]);
    }, undefined);
    throw error;
  }
}

function begin(options: TrackingOptions, guard: Guard, [input, init]: Parameters<Fetch>) {
  const request = readRequest(input, init);
  if (request === undefined) return undefined;
  const asksForUsage = options.includeUsage && needsToAskForUsage(request);
  const call = new TrackedCall(request, options.observe, guard);
  return { call, asksForUsage, init: asksForUsage ? askingForUsage(request, init) : init };
}

function askingForUsage(request: ModelRequest, init: RequestInit | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  headers.delete('content-length');
  return { ...init, headers, body: bodyAskingForUsage(request) };
}
