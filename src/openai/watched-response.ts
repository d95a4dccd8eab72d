import { BodyReader } from './answer-reader';
import { type BodyWatch, observedBody } from './observed-body';
import { watchedJson } from './watched-json';

/**
 * The response that `fetch` gave, the very same object, with a watch on its body however that is read. Making another
 * one around a stream around its stream took longer than all else that tracking does, so that is made only for
 * those who ask for more than `json()`, which is all that the SDK asks a plain answer for.
 */
export function watchedResponse(
  response: Response,
  body: ReadableStream<Uint8Array>,
  watch: BodyWatch,
): Response {
  // Another implementation of `fetch` has responses of its own. What is to be drained has to be read from the start.
  if (Object.getPrototypeOf(response) !== native || watch.drain) return standInFor(response, body, watch);
  watched.set(response, { body, watch, standIn: undefined, isReadAsJson: false });
  if (watch.eager) setImmediate(readUnlessBegun, response);
  return Object.setPrototypeOf(response, WATCHED) as Response;
}

interface Watched {
  readonly body: ReadableStream<Uint8Array>;
  readonly watch: BodyWatch;
  standIn: Response | undefined;
  isReadAsJson: boolean;
}

const native: Response = Response.prototype;
const watched = new WeakMap<Response, Watched>();

/** Whose body it is that is read: that of another response in its place, unless its own is being read as JSON. */
function readIn(response: Response): Response {
  const entry = watched.get(response);
  if (entry === undefined || entry.isReadAsJson) return response;
  entry.standIn ??= standInFor(response, entry.body, entry.watch);
  return entry.standIn;
}

/** An answer that nobody reads is counted too. */
function readUnlessBegun(response: Response): void {
  watched.get(response)?.watch.guard(() => readIn(response), undefined);
}

function json(this: Response): Promise<unknown> {
  const entry = watched.get(this);
  const reader = entry?.watch.reader;
  const isBegun = entry === undefined || entry.isReadAsJson || entry.standIn !== undefined;
  if (isBegun || !(reader instanceof BodyReader)) return native.json.call(readIn(this));
  entry.isReadAsJson = true;
  return watchedJson(entry.body, { ...entry.watch, reader });
}

const inStandIn = (name: string) => ({
  value(this: Response): unknown {
    return (Reflect.get(native, name) as () => unknown).call(readIn(this));
  },
});

const propertyInStandIn = (name: string, whose: (response: Response) => Response) => ({
  get(this: Response): unknown {
    return Reflect.get(native, name, whose(this));
  },
});

// Not every Node that we run on has them all.
const READING = ['arrayBuffer', 'blob', 'bytes', 'clone', 'formData', 'text'].filter(
  (name) => name in native,
);

/** What comes between a watched response and `Response.prototype`. */
const WATCHED = Object.create(native, {
  body: propertyInStandIn('body', readIn),
  bodyUsed: propertyInStandIn('bodyUsed', (response) => watched.get(response)?.standIn ?? response),
  json: { value: json },
  ...Object.fromEntries(READING.map((name) => [name, inStandIn(name)])),
}) as object;

/** A response like it with a watched body: `fetch` knows things of a response that its constructor does not take. */
function standInFor(original: Response, body: ReadableStream<Uint8Array>, watch: BodyWatch): Response {
  const { status, statusText, headers, url, redirected, type } = original;
  const observed = observedBody(body, watch);
  const shown = watch.drain?.over(observed) ?? observed;
  return Object.defineProperties(new Response(shown, { status, statusText, headers }), {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
  });
}
