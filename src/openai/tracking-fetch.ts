import { Drain } from './drain';
import { watchedForm } from './form-fields';
import { type Guard, guardWith } from './guard';
import { type CallObserver } from './model-call';
import { rememberedFor } from './remembered';
import { bodyAskingForUsage, type ModelRequest, needsToAskForUsage, readRequest } from './request';
import { TrackedCall } from './tracked-call';

export type Fetch = typeof fetch;

export interface TrackingOptions {
  /** Told of every attempt. */
  readonly observe: CallObserver;
  /** Ask for the usage of streams that do not ask for it themselves. A server that refuses is not asked again. */
  readonly includeUsage: boolean;
  /**
   * For how long a stream is read on that its caller has left, so that its usage still comes; 0, the default, is not at
   * all. The provider goes on generating for as long, and charges for it.
   */
  readonly drainMs?: number | undefined;
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
  const { call } = begun;
  const sending = (init: RequestInit | undefined) => {
    const plain = () => send(sent[0], init);
    return guard(() => call.traced(plain), plain)();
  };
  try {
    const first = await sending(begun.init);
    const isRefused = begun.asksForUsage && (await refusesToTellUsage(first));
    const response = isRefused ? await sending(begun.plainInit) : first;
    // What is refused without our question, too, is refused for another reason.
    if (isRefused && response.ok) begun.remembered.refuses(begun.server);
    return guard(() => call.answered(response, begun.asksForUsage && !isRefused), response);
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
  const server = `${request.url.origin}${request.url.pathname} ${request.model ?? ''}`;
  const remembered = rememberedFor(options);
  const asksForUsage = options.includeUsage && needsToAskForUsage(request) && !remembered.hasRefused(server);
  const signal = signalOf(input, init);
  const drain = drainOf(request, signal, options.drainMs);
  const call = new TrackedCall(request, { observe: options.observe, guard, remembered, drain, signal });
  const plainInit = sentInit(request, drain ? { ...init, signal: drain.signal } : init, guard);
  return {
    call,
    server,
    remembered,
    asksForUsage,
    plainInit,
    init: asksForUsage ? askingForUsage(request, input, plainInit) : plainInit,
  };
}

// What `init` leaves open is as a Request has it.
const signalOf = (input: Parameters<Fetch>[0], init: RequestInit | undefined) =>
  init?.signal ?? (input instanceof Request ? input.signal : undefined);
const headersOf = (input: Parameters<Fetch>[0], init: RequestInit | undefined) =>
  init?.headers ?? (input instanceof Request ? input.headers : undefined);

function drainOf(
  { streamed }: ModelRequest,
  signal: AbortSignal | undefined,
  drainMs = 0,
): Drain | undefined {
  return streamed && drainMs > 0 ? new Drain(signal, drainMs) : undefined;
}

function sentInit({ formFields }: ModelRequest, init: RequestInit | undefined, guard: Guard) {
  if (formFields === undefined || !(init?.body instanceof ReadableStream)) return init;
  return { ...init, body: watchedForm(init.body as ReadableStream<Uint8Array>, formFields, guard) };
}

function askingForUsage(
  request: ModelRequest,
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
): RequestInit {
  const headers = new Headers(headersOf(input, init));
  headers.delete('content-length');
  return { ...init, headers, body: bodyAskingForUsage(request) };
}

const REFUSALS = [400, 422];

/** Whether the server found fault with what we, and not the caller, have asked for. */
async function refusesToTellUsage(response: Response): Promise<boolean> {
  if (!REFUSALS.includes(response.status)) return false;
  try {
    return /stream_options|include_usage/.test(await response.clone().text());
  } catch {
    return false;
  }
}
