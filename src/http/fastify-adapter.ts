import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerBrokenRequest, answerUnroutable } from './broken-request';
import { corsFor } from './cors';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id';

export interface AdapterOptions {
  /** How long it may take, in milliseconds, until a request has arrived as a whole. How long its answer takes, a stream above all, is not limited here. */
  readonly requestMs?: number;
  /** How long open answers may take when the application closes, in milliseconds; then they are cut. */
  readonly shutdownMs?: number;
  /** Whose pages may call from a browser: none by default. */
  readonly corsOrigins?: readonly string[];
}

const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
// A user id of 256 characters, each of them up to three bytes long and percent-encoded.
const MAX_PARAM_LENGTH = 256 * 9;

/** Nest's adapter for Fastify, with limits, and with a request id on every request and answer. */
export function fastifyAdapter(options: AdapterOptions = {}): FastifyAdapter {
  const { requestMs = 30_000, shutdownMs = 3_000, corsOrigins = [] } = options;
  const cors = corsFor(corsOrigins);
  const adapter = new JsonAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs, connectionsCheckingInterval: Math.min(requestMs, 5_000) },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: requestIdOf,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerUnroutable(cors),
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    // On the raw answer, so that one which is written past Fastify (a stream) carries it too.
    reply.raw.setHeader(REQUEST_ID_HEADER, request.id);
    // A preflight has no token: it is answered before any guard.
    if (cors(request.raw, reply.raw) === 'preflight') void reply.code(204).send();
    else done();
  });
  const unused = unusedConnections(fastify.server);
  fastify.addHook('preClose', (done) => {
    for (const socket of unused) socket.destroy();
    closeConnections(fastify.server, shutdownMs);
    done();
  });
  return adapter;
}

/** Reads bodies of JSON only. Forms and plain text are what a page of somebody else may send without being asked. */
class JsonAdapter extends FastifyAdapter {
  override registerParserMiddleware(prefix?: string, rawBody?: boolean): void {
    super.registerParserMiddleware(prefix, rawBody);
    this.getInstance().removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  }
}

/** Connections that were opened in advance, as browsers do, and have asked for nothing yet. Node does not count them as idle. */
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  return unused;
}

/** Connections that still get an answer are closed when it has ended, and cut when it takes longer than `patienceMs`. */
function closeConnections(server: Server, patienceMs: number): void {
  const end = performance.now() + patienceMs;
  const timer = setInterval(() => {
    if (performance.now() < end) server.closeIdleConnections();
    else server.closeAllConnections();
  }, 50);
  server.once('close', () => {
    clearInterval(timer);
  });
}
