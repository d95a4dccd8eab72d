import { claimOf, type ProviderClaims } from './provider-claims';

/** Who a request acts for, as the token says. */
export interface Principal {
  readonly userId: string;
  readonly email?: string;
  readonly name?: string;
  /** Those of the token, and `admin` if one of them makes an administrator. */
  readonly roles: readonly string[];
}

/** Claims that cannot be used. The sentence says which; the signature was right, so that this helps no forger. */
export class InvalidClaimsError extends Error {}

/**
 * The principal that the claims of a token name.
 * @throws InvalidClaimsError
 */
export function principalOf(claims: unknown, from: ProviderClaims): Principal {
  checkExpiry(claimOf(claims, 'exp'), Date.now() / 1000);
  const userId = userIdIn(claims, from.userId);
  const email = textIn(claims, from.email);
  const name = textIn(claims, from.name);
  const roles = rolesIn(claims, from.roles);
  return {
    userId,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    roles: ourRoles(roles, from.adminRoles),
  };
}

const MAX_LENGTH = 256;
// A token that never ends is most often a mistake in a unit: milliseconds where seconds belong.
const LONGEST_LIFE_SECONDS = 10 * 366 * 86_400;
// Control characters, and halves of surrogate pairs: all of those would be stored as the same character.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const ADMIN = 'admin';

function checkExpiry(exp: unknown, nowSeconds: number): void {
  if (typeof exp !== 'number' || !(exp <= nowSeconds + LONGEST_LIFE_SECONDS)) {
    throw invalid('exp', 'the second when the token ends, at most 10 years ahead');
  }
  if (exp <= nowSeconds) throw new InvalidClaimsError('The token has expired: get a new one.');
}

/** Some providers count their users. Beyond 2^53, two numbers would become the same one. */
function userIdIn(claims: unknown, claim: string): string {
  const given = claimOf(claims, claim);
  const id = Number.isSafeInteger(given) ? String(given) : given;
  if (!isPrintable(id) || isBlank(id)) {
    throw invalid(claim, `the user's id: 1 to ${MAX_LENGTH} printable characters, or a whole number`);
  }
  return id;
}

function textIn(claims: unknown, claim: string): string | undefined {
  const text = claimOf(claims, claim);
  if (text === undefined || text === '') return undefined;
  if (!isPrintable(text)) throw invalid(claim, `text of at most ${MAX_LENGTH} printable characters`);
  return isBlank(text) ? undefined : text;
}

function rolesIn(claims: unknown, claim: string): readonly string[] {
  const given = claimOf(claims, claim) ?? [];
  const roles = typeof given === 'string' ? given.split(' ').filter((role) => role !== '') : given;
  if (!isTextList(roles)) throw invalid(claim, 'a list of texts, or one text with spaces between the roles');
  return roles;
}

/** What the provider itself calls `admin` means nothing here unless the settings say so. */
function ourRoles(roles: readonly string[], adminRoles: readonly string[]): readonly string[] {
  const others = roles.filter((role) => role !== ADMIN);
  return roles.some((role) => adminRoles.includes(role)) ? [...others, ADMIN] : others;
}

function invalid(claim: string, expected: string): InvalidClaimsError {
  return new InvalidClaimsError(`The token is not valid here: its claim '${claim}' must be ${expected}.`);
}

function isPrintable(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && !UNPRINTABLE.test(value);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
