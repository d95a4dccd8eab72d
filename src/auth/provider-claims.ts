/** Where the tokens of an identity provider say who somebody is. */
export interface ProviderClaims {
  /** Names of claims, as `claimOf` reads them. */
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: string;
  /** The provider's roles that make an administrator here. */
  readonly adminRoles: readonly string[];
}

/** As our own tokens say it. */
export const OWN_CLAIMS: ProviderClaims = {
  userId: 'sub',
  email: 'email',
  name: 'name',
  roles: 'roles',
  adminRoles: ['admin'],
};

/**
 * The claim of this name: the one that is called so as a whole, dots and all, as in `https://example.com/roles`; else the one
 * that the dots lead to, as in `realm_access.roles`. `null` counts as missing.
 */
export function claimOf(claims: unknown, name: string): unknown {
  const own = (parent: unknown, key: string) =>
    isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
  return own(claims, name) ?? name.split('.').reduce(own, claims) ?? undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
