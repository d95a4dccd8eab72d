import { type IncomingMessage } from 'node:http';

/** A request as it reached the server. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bodyText: string;
  /** The parsed body, `{}` where it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A stream of events. Each is sent as it is if it is text, else as JSON; one with a `type` is preceded by `event:`. */
export interface FakeEvents {
  readonly events: readonly unknown[];
  /** After each event. */
  readonly pauseMs?: number;
  /** After the events, the answer ends, nothing more comes, or the connection breaks. */
  readonly then?: 'end' | 'hang' | 'cut';
}

interface FakeBody {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the server does with a request. */
export type FakeAnswer = FakeBody | FakeEvents | { readonly instead: 'hang' | 'cut' };
