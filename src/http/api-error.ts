import { HttpException } from '@nestjs/common';

/** A refusal with a code of its own. The message is shown to the caller: what was wrong, what to do, and nothing secret. */
export class ApiError extends HttpException {
  readonly details: unknown;

  constructor(error: {
    readonly status: number;
    /** In snake_case; programs decide by it. */
    readonly code: string;
    readonly message: string;
    readonly details?: unknown;
    readonly cause?: unknown;
  }) {
    super(error.message, error.status, { errorCode: error.code, cause: error.cause });
    this.details = error.details;
  }
}
