import { CONNECT_OPTIONS } from './database';

/** Says why, as far as that is known, and what to do; never a host, a user or a password. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';

  constructor(
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`${reason}. ${fix}`);
  }
}

/** What a driver's error means for somebody who set MONGODB_URI. Its own message may quote what is in there. */
export function unreachableMongoDB(error: unknown): DatabaseUnreachableError {
  const codes = codesIn(error);
  const known = REASONS.find(({ codes: some }) => some.some((code) => codes.includes(code)));
  const { reason, fix } = known ?? NO_ANSWER;
  return new DatabaseUnreachableError(`The MongoDB of MONGODB_URI cannot be reached: ${reason}`, fix);
}

const NO_ANSWER = {
  reason: `it does not answer within ${CONNECT_OPTIONS.serverSelectionTimeoutMS / 1000} seconds`,
  fix: 'Check that it runs, its host and port, the firewall between, and tls and replicaSet in MONGODB_URI.',
};

const REASONS: readonly {
  readonly codes: readonly (number | string)[];
  readonly reason: string;
  readonly fix: string;
}[] = [
  {
    // AuthenticationFailed, and what Atlas calls it.
    codes: [18, 8000],
    reason: 'it refuses the user or the password',
    fix: 'Check both, and authSource, in MONGODB_URI.',
  },
  {
    codes: ['ECONNREFUSED'],
    reason: 'nobody listens at its host and port',
    fix: 'Start it, or correct MONGODB_URI.',
  },
  {
    codes: ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EAI_AGAIN', 'ETIMEOUT'],
    reason: 'its host cannot be looked up',
    fix: 'Correct the host in MONGODB_URI, or the name server of this machine.',
  },
  {
    codes: ['ECONNRESET', 'EPROTO'],
    reason: 'it closes the connection at once',
    fix: 'Check tls in MONGODB_URI.',
  },
  {
    codes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'],
    reason: 'its TLS certificate is not trusted',
    fix: 'Check the certificate, and tlsCAFile in MONGODB_URI.',
  },
];

const DEEPEST_CAUSE = 6;

/** The codes of an error, of its causes, and of what a driver knows about each server that it tried. */
function codesIn(error: unknown, depth = 0): readonly unknown[] {
  if (typeof error !== 'object' || error === null || depth > DEEPEST_CAUSE) return [];
  const { code, cause, reason, servers, error: inner } = error as Readonly<Record<string, unknown>>;
  const tried = servers instanceof Map ? Array.from(servers.values() as Iterable<unknown>) : [];
  return [code, ...[cause, reason, inner, ...tried].flatMap((next) => codesIn(next, depth + 1))];
}
