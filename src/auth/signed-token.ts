import { sign } from 'jsonwebtoken';
import { principalOf } from './principal';
import { OWN_CLAIMS, type ProviderClaims } from './provider-claims';

/**
 * A token as `AuthModule` accepts it, signed with the secret. `expiresIn` is a number and a unit: `90s`, `30m`, `12h`, `7d`.
 * @throws InvalidClaimsError, RangeError
 */
export function signToken(
  user: {
    readonly sub: string;
    readonly email?: string | undefined;
    readonly name?: string | undefined;
    readonly roles: readonly string[];
  },
  options: {
    readonly secret: string;
    readonly expiresIn: string;
    readonly issuer?: string | undefined;
    readonly audience?: string | undefined;
    /** Where the token says who the user is; unset, where our own tokens do. */
    readonly claims?: ProviderClaims;
  },
): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const names = options.claims ?? OWN_CLAIMS;
  const payload = {
    ...claimsWith([
      [names.userId, user.sub],
      [names.email, user.email],
      [names.name, user.name],
      [names.roles, user.roles],
    ]),
    iss: options.issuer,
    aud: options.audience,
    iat: issuedAt,
    exp: issuedAt + secondsIn(options.expiresIn),
  };
  principalOf(payload, names);
  return sign(payload, options.secret, { algorithm: 'HS256' });
}

/** Under the whole name, dots and all: it is looked for first. */
function claimsWith(pairs: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const given = pairs.filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new RangeError(
      `The id, email, name or roles of a user are read from one claim, '${twice}': it cannot hold two of them, so give only one.`,
    );
  }
  return Object.fromEntries(given);
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function secondsIn(duration: string): number {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(duration) ?? [];
  const seconds = Number(amount) * (SECONDS_PER_UNIT[unit] ?? 0);
  if (seconds === 0)
    throw new RangeError('The time until a token expires must be such as 90s, 30m, 12h or 7d.');
  return seconds;
}
