import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sets the headers of an answer, and says whether the request was only the question whether another one may be made. */
export type Cors = (request: IncomingMessage, response: ServerResponse) => 'preflight' | 'request';

/**
 * Lets pages of these origins call the service from a browser, and read its answers. To pages of others, nothing is said: their
 * browser keeps the answer from them. Tokens travel in a header that a page sets itself, so that cookies are never allowed.
 *
 * On Node's own answer, as the request id is: one that is written past Fastify (a stream) or for an address that Fastify cannot
 * read must be readable, too. `@fastify/cors` reaches neither.
 */
export function corsFor(origins: readonly string[]): Cors {
  const allowed: ReadonlySet<unknown> = new Set(origins);
  return ({ method, headers }, response) => {
    if (origins.length === 0) return 'request';
    // Also where the origin is none of them: a cache must not give the one's answer to the other.
    response.setHeader('Vary', 'Origin');
    const { origin } = headers;
    if (origin === undefined || !allowed.has(origin)) return 'request';
    response.setHeader('Access-Control-Allow-Origin', origin);
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    for (const [name, value] of isPreflight ? ALLOWED : EXPOSED) response.setHeader(name, value);
    return isPreflight ? 'preflight' : 'request';
  };
}

const ALLOWED = [
  ['Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
  ['Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Request-Id'],
  ['Access-Control-Max-Age', '600'],
] as const;

const EXPOSED = [['Access-Control-Expose-Headers', 'X-Request-Id, Retry-After']] as const;
