import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Cors } from './cors';
import { type Refusal, refusalBody } from './refusal';
import { REQUEST_ID_HEADER } from './request-id';
import { unreadableAddress, unreadableRequest } from './unreadable-request';

/** Answers what Node's parser gave up on before there was a request to route, and hangs up. */
export function answerBrokenRequest({ code }: { readonly code: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = answerTo(unreadableRequest(code), randomUUID());
  const head = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'));
  socket.destroySoon();
}

/** Answers an address that the router cannot take apart: such a request reaches neither Nest nor a hook of Fastify. */
export const answerUnroutable =
  (cors: Cors) =>
  (
    { statusCode }: { readonly statusCode?: number },
    request: { readonly id: string; readonly raw: IncomingMessage },
    { raw }: { readonly raw: ServerResponse },
  ): void => {
    // A browser asks first. Without a yes, its page never hears what is wrong with the address.
    if (cors(request.raw, raw) === 'preflight') {
      raw.writeHead(204, { [REQUEST_ID_HEADER]: request.id }).end();
      return;
    }
    const { status, headers, body } = answerTo(unreadableAddress(statusCode), request.id);
    raw.writeHead(status, headers).end(body);
  };

function answerTo(refusal: Refusal, requestId: string) {
  const body = JSON.stringify(refusalBody(refusal, requestId));
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    [REQUEST_ID_HEADER]: requestId,
  };
  return { status: refusal.status, headers, body };
}
