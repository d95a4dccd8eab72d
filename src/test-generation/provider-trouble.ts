import { HttpStatus } from '@nestjs/common';
import { types } from 'node:util';
import { OpenAI } from 'openai';
import { ApiError } from '../http';
import { OpenAINotConfiguredError } from '../openai';

/** The provider answered well, with something else than an answer. */
export class UnreadableAnswerError extends Error {}

/** What the caller is told when the provider fails. The provider's own words may quote the prompt or the key: not those. */
export function providerTrouble(error: unknown): unknown {
  if (error instanceof OpenAINotConfiguredError) {
    return new ApiError({
      status: HttpStatus.SERVICE_UNAVAILABLE,
      code: 'openai_not_configured',
      message: error.message,
      cause: error,
    });
  }
  if (isUnreadableAnswer(error)) return providerError('its answer cannot be read', error);
  if (!(error instanceof OpenAI.APIError)) return error;
  if (error.status === HttpStatus.TOO_MANY_REQUESTS) {
    return new ApiError({
      status: HttpStatus.TOO_MANY_REQUESTS,
      code: 'provider_rate_limited',
      message:
        'OpenAI answers no more requests for now: its rate limit or quota is reached. Try again later.',
      cause: error,
    });
  }
  return providerError(reasonOf(error), error);
}

function providerError(reason: string, cause: unknown): ApiError {
  return new ApiError({
    status: HttpStatus.BAD_GATEWAY,
    code: 'provider_error',
    message: `OpenAI could not answer (${reason}). Try again, or look into the log of the service.`,
    cause,
  });
}

function reasonOf(error: Error): string {
  if ('status' in error && typeof error.status === 'number') return `status ${error.status}`;
  return error instanceof OpenAI.APIConnectionTimeoutError ? 'it took too long' : 'it could not be reached';
}

/** Where an answer is no JSON, the SDK lets the parser's error through, which quotes the answer. */
function isUnreadableAnswer(error: unknown): boolean {
  if (error instanceof UnreadableAnswerError) return true;
  return types.isNativeError(error) && error.name === 'SyntaxError';
}
