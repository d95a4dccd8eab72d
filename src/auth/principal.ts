/** Who a request acts for, as the token says. */
export interface Principal {
  readonly userId: string;
  readonly email?: string;
  readonly roles: readonly string[];
}

/** Claims that cannot be used. The sentence says which; the signature was right, so that this helps no forger. */
export class InvalidClaimsError extends Error {}

/**
 * The principal that the claims of a token name.
 * @throws InvalidClaimsError
 */
export function principalOf(claims: unknown): Principal {
  const { exp, sub, email, roles = [] } = isObject(claims) ? claims : {};
  checkExpiry(exp, Date.now() / 1000);
  if (!isUserId(sub)) {
    throw invalid('sub', `the user's id: 1 to ${MAX_USER_ID_LENGTH} printable characters`);
  }
  if (email !== undefined && typeof email !== 'string') throw invalid('email', 'text');
  if (!isTextList(roles)) throw invalid('roles', 'a list of texts');
  return { userId: sub, ...(email !== undefined && { email }), roles };
}

const MAX_USER_ID_LENGTH = 256;
// A token that never ends is most often a mistake in a unit: milliseconds where seconds belong.
const LONGEST_LIFE_SECONDS = 10 * 366 * 86_400;
// Control characters, and halves of surrogate pairs: all of those would be stored as the same character.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

function checkExpiry(exp: unknown, nowSeconds: number): void {
  if (typeof exp !== 'number' || !(exp <= nowSeconds + LONGEST_LIFE_SECONDS)) {
    throw invalid('exp', 'the second when the token ends, at most 10 years ahead');
  }
  if (exp <= nowSeconds) throw new InvalidClaimsError('The token has expired: get a new one.');
}

function invalid(claim: string, expected: string): InvalidClaimsError {
  return new InvalidClaimsError(`The token is not valid here: its claim '${claim}' must be ${expected}.`);
}

function isUserId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_USER_ID_LENGTH &&
    value.trim() !== '' &&
    !UNPRINTABLE.test(value)
  );
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
