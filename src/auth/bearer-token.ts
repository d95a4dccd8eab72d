import { UnauthorizedException } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

/** A request of Node's own or a framework's around one. */
export type AnyRequest = IncomingMessage | { readonly raw: IncomingMessage };

/**
 * The token of a request. Its form is checked before anything is decoded.
 * @throws UnauthorizedException
 */
export function bearerTokenOf(request: AnyRequest): string {
  const [header, another] = authorizationHeadersOf('raw' in request ? request.raw : request);
  if (header === undefined) {
    throw new UnauthorizedException(
      "This needs a token: send it in the header 'Authorization: Bearer <token>'.",
    );
  }
  const token = header.length <= MAX_HEADER_LENGTH ? SIGNED_TOKEN.exec(header)?.[1] : undefined;
  if (another !== undefined || token === undefined) {
    throw new UnauthorizedException(
      "The Authorization header is malformed: it must be 'Bearer <token>' with one signed token, once.",
    );
  }
  return token;
}

/** Whatever the request carries as `Bearer`, be it a token or not. Nothing where that is not one text. */
export function bearerTextOf(request: AnyRequest): string | undefined {
  const [header = '', another] = authorizationHeadersOf('raw' in request ? request.raw : request);
  if (another !== undefined || header.length > MAX_HEADER_LENGTH) return undefined;
  return ANY_TEXT.exec(header)?.[1];
}

const ANY_TEXT = /^Bearer +([!-~]+)$/i;

const MAX_HEADER_LENGTH = 16 * 1024;
// Three parts, none of them empty: a token without a signature does not get any further.
const SIGNED_TOKEN = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** From the raw list, since Node itself silently drops all but the first. */
function authorizationHeadersOf({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
}
