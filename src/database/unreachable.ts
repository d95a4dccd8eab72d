import { CONNECT_OPTIONS } from './database';

/** The message says why, as far as that is known, and what to do; never a host, a user or a password. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
}

/** What a driver's error means for somebody who set MONGODB_URI. Its own message may quote what is in there. */
export function unreachableMongoDB(error: unknown): DatabaseUnreachableError {
  const codes = codesIn(error);
  const [, reason = TIMED_OUT] =
    REASONS.find(([known]) => known.some((code) => codes.includes(code))) ?? [];
  return new DatabaseUnreachableError(`The MongoDB of MONGODB_URI cannot be reached: ${reason}`);
}

const TIMED_OUT = `it does not answer within ${CONNECT_OPTIONS.serverSelectionTimeoutMS / 1000} seconds. Check its host and port, that it runs, the firewall between, and tls and replicaSet in MONGODB_URI.`;

const REASONS: readonly (readonly [codes: readonly unknown[], reason: string])[] = [
  // AuthenticationFailed, and what Atlas calls it.
  [[18, 8000], 'it refuses the user or the password. Check both, and authSource, in MONGODB_URI.'],
  [['ECONNREFUSED'], 'nobody listens at its host and port. Start it, or correct them in MONGODB_URI.'],
  [['ENOTFOUND', 'ENODATA', 'ESERVFAIL'], 'its host is not known. Correct it in MONGODB_URI.'],
  [['EAI_AGAIN', 'ETIMEOUT'], 'its host could not be looked up: the name server does not answer.'],
  [['ECONNRESET', 'EPROTO'], 'it closes the connection at once. Does it want tls=true in MONGODB_URI?'],
  [
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED'],
    'its TLS certificate is not trusted. Check it, and tlsCAFile in MONGODB_URI.',
  ],
];

const DEEPEST_CAUSE = 6;

/** The codes of an error, of its causes, and of what a driver knows about each server that it tried. */
function codesIn(error: unknown, depth = 0): readonly unknown[] {
  if (typeof error !== 'object' || error === null || depth > DEEPEST_CAUSE) return [];
  const { code, cause, reason, servers, error: inner } = error as Readonly<Record<string, unknown>>;
  const tried = servers instanceof Map ? Array.from(servers.values() as Iterable<unknown>) : [];
  return [code, ...[cause, reason, inner, ...tried].flatMap((next) => codesIn(next, depth + 1))];
}
