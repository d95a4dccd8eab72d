import { guardWith } from './guard';
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
  const guard = guardWith(options.onTrackingError);

  function begin(input: Parameters<Fetch>[0], init: RequestInit | undefined) {
    const request = readRequest(input, init);
    if (request === undefined) return undefined;
    const asksForUsage = options.includeUsage && needsToAskForUsage(request);
    const call = new TrackedCall(request, options.observe, guard);
    return { call, asksForUsage, init: asksForUsage ? askingForUsage(request, init) : init };
  }

  return async (input, init) => {
    const begun = guard(() => begin(input, init), undefined);
    if (begun === undefined) return send(input, init);
    const { call, asksForUsage } = begun;
    const response = await send(input, begun.init).catch((error: unknown) => {
      guard(() => {
        call.threw(error, init);
      }, undefined);
      throw error;
    });
    return guard(() => call.answered(response, asksForUsage), response);
  };
}

function askingForUsage(request: ModelRequest, init: RequestInit | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  headers.delete('content-length');
  return { ...init, headers, body: bodyAskingForUsage(request) };
}
