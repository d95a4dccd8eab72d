/** What the caller is told when something went wrong. */
export interface Refusal {
  readonly status: number;
  /** Programs decide by it. */
  readonly code: string;
  /** For people: what was wrong, what to do. */
  readonly message: string;
  readonly details?: unknown;
  readonly retryAfterSeconds?: number;
}

/** The shape of every answer that went wrong. */
export function refusalBody({ code, message, details }: Refusal, requestId: string) {
  return {
    success: false,
    error: { code, message, ...(details !== undefined && { details }) },
    requestId,
  } as const;
}

/** The code of a status for which nothing closer is known. */
export function codeOf(status: number): string {
  return CODES[status] ?? (status < 500 ? 'invalid_request' : 'internal_error');
}

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  409: 'conflict',
  413: 'payload_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  431: 'headers_too_large',
  502: 'provider_error',
  503: 'unavailable',
};
