import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

const TRUSTED_FORM = /^[\w.-]{1,128}$/;

/** The id that the caller gave, if it can do no harm in logs and headers; else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && TRUSTED_FORM.test(given) ? given : randomUUID();
}
