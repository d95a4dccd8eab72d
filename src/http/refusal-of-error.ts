import { HttpException } from '@nestjs/common';
import { types } from 'node:util';
import { ApiError } from './api-error';
import { databaseTroubleIn } from './database-trouble';
import { codeOf, type Refusal } from './refusal';
import { unreadableBody } from './unreadable-request';

/** What an error becomes. One that nobody foresaw becomes a 500 that says nothing about it. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof HttpException && error.getStatus() !== 500) return refusalOfException(error);
  if (isBrokenOff(error)) return unreadableBody(400);
  switch (databaseTroubleIn(error)) {
    case 'too slow':
      return {
        ...NO_DATABASE,
        message: 'The database took too long to answer this. Ask for a shorter range, or try again later.',
      };
    case 'unreachable':
      return {
        ...NO_DATABASE,
        message: 'The database cannot be reached at the moment. Try again in a few seconds.',
      };
    case undefined:
      return UNFORESEEN;
  }
}

const NO_DATABASE = { status: 503, code: 'database_unavailable', retryAfterSeconds: 5 };

const UNFORESEEN: Refusal = {
  status: 500,
  code: 'internal_error',
  message: 'Something went wrong on our side. Try again; if it stays, report it with the request id.',
};

/** For a file of a page that is not there, or that would be outside of it, which is the same to the caller. */
const NOTHING_HERE: Refusal = {
  status: 404,
  code: 'not_found',
  message: 'There is nothing at this address. /docs lists all routes.',
};

function refusalOfException(exception: HttpException): Refusal {
  const status = exception.getStatus();
  if (isOfAdapter(exception)) return status === 403 || status === 404 ? NOTHING_HERE : unreadableBody(status);
  if (status === 404 && exception.message === 'Not Found') return NOTHING_HERE;
  const details = exception instanceof ApiError ? exception.details : undefined;
  return {
    status,
    code: exception.errorCode ?? codeOf(status),
    message: messageOf(exception),
    ...(details !== undefined && { details }),
  };
}

/** The caller hung up in the middle of the body. Fastify gives the error of the socket a status; the adapter overlooks it. */
function isBrokenOff(error: unknown): boolean {
  return (
    types.isNativeError(error) && 'statusCode' in error && 'code' in error && error.code === 'ECONNRESET'
  );
}

/** The adapters wrap the errors of Fastify, Express and their parsers: in plain HttpExceptions, or the parser's as they are. */
function isOfAdapter({ constructor, cause }: HttpException): boolean {
  const isPlain = constructor === HttpException;
  const isOfParser = cause instanceof SyntaxError || cause instanceof URIError;
  return (isPlain || isOfParser) && typeof cause === 'object' && cause !== null && 'statusCode' in cause;
}

/** Nest's exceptions hold a sentence, or an object with a sentence or a list of them. */
function messageOf(exception: HttpException): string {
  const response = exception.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : response;
  if (Array.isArray(message)) return message.map(String).join(' ');
  return typeof message === 'string' ? message : exception.message;
}
