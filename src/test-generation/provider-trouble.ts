import { HttpStatus } from '@nestjs/common';
import { OpenAI } from 'openai';
import { ApiError } from '../http';
import { OpenAINotConfiguredError } from '../openai';

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
  return new ApiError({
    status: HttpStatus.BAD_GATEWAY,
    code: 'provider_error',
    message: `OpenAI could not answer (${reasonOf(error)}). Try again, or look into the log of the service.`,
    cause: error,
  });
}

function reasonOf(error: Error): string {
  if ('status' in error && typeof error.status === 'number') return `status ${error.status}`;
  return error instanceof OpenAI.APIConnectionTimeoutError ? 'it took too long' : 'it could not be reached';
}
