import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { logText } from './log-text';
import { type Refusal, refusalBody } from './refusal';
import { refusalOf } from './refusal-of-error';
import { REQUEST_ID_HEADER } from './request-id';

/** The one place where errors become answers. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const [request, response] = host.getArgs<[RequestWithId, AnyResponse]>();
    const refusal = isUnknownRoute(error, httpAdapter, request) ? UNKNOWN_ROUTE : refusalOf(error);
    const requestId = requestIdOf(httpAdapter, request, response);
    this.log(error, refusal, requestId);
    if (httpAdapter.isHeadersSent(response)) {
      cutOff(response);
      return;
    }
    const headers = { ...FIXED_HEADERS, [REQUEST_ID_HEADER]: requestId, ...retryAfter(refusal) };
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, refusalBody(refusal, requestId), refusal.status);
  }

  /** Nothing of the request: its body and its address may hold what is private. */
  private log(error: unknown, { status, code, message }: Refusal, requestId: string): void {
    if (status === 500) this.logger.error(`${logText(error)}\n(request ${requestId})`);
    else if (status > 500) this.logger.warn(`${code}: ${message} (request ${requestId})`);
  }
}

interface RequestWithId {
  readonly id?: unknown;
}

type AnyResponse = ServerResponse | { readonly raw: ServerResponse };

const UNKNOWN_ROUTE: Refusal = {
  status: 404,
  code: 'not_found',
  message: 'There is no such route, or not for this method. /docs lists them all.',
};

// An answer that failed may have been announced as something else, such as CSV.
const FIXED_HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };

/** Nest's own sentence quotes the whole address. */
function isUnknownRoute(error: unknown, adapter: AbstractHttpAdapter, request: RequestWithId): boolean {
  if (!(error instanceof NotFoundException)) return false;
  const method = String(adapter.getRequestMethod(request));
  return error.message === `Cannot ${method} ${String(adapter.getRequestUrl(request))}`;
}

/** Set on the answer by our adapter before anything else ran, except for addresses that could not even be read. */
function requestIdOf(adapter: AbstractHttpAdapter, request: RequestWithId, response: AnyResponse): string {
  const onAnswer: unknown = adapter.getHeader(response, REQUEST_ID_HEADER);
  const id = onAnswer ?? request.id;
  return typeof id === 'string' ? id : randomUUID();
}

function retryAfter({ retryAfterSeconds }: Refusal): Readonly<Record<string, string>> {
  return retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
}

/** Half an answer must not look like a whole one. */
function cutOff(response: AnyResponse): void {
  const raw = 'raw' in response ? response.raw : response;
  if (!raw.writableEnded) raw.destroy();
}
