import { sign } from 'jsonwebtoken';
import { principalOf } from './principal';

/**
 * A token as `AuthModule` accepts it, signed with the secret. `expiresIn` is a number and a unit: `90s`, `30m`, `12h`, `7d`.
 * @throws InvalidClaimsError, RangeError
 */
export function signToken(
  claims: { readonly sub: string; readonly email?: string | undefined; readonly roles: readonly string[] },
  options: {
    readonly secret: string;
    readonly expiresIn: string;
    readonly issuer?: string | undefined;
    readonly audience?: string | undefined;
  },
): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const payload = {
    sub: claims.sub,
    email: claims.email,
    roles: claims.roles,
    iss: options.issuer,
    aud: options.audience,
    iat: issuedAt,
    exp: issuedAt + secondsIn(options.expiresIn),
  };
  principalOf(payload);
  return sign(payload, options.secret, { algorithm: 'HS256' });
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function secondsIn(duration: string): number {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(duration) ?? [];
  const seconds = Number(amount) * (SECONDS_PER_UNIT[unit] ?? 0);
  if (seconds === 0)
    throw new RangeError('The time until a token expires must be such as 90s, 30m, 12h or 7d.');
  return seconds;
}
