import { Reflector } from '@nestjs/core';

/** A text that the settings fix, for a program that has no identity provider to get a token from. */
export type FixedTokenName = 'metrics';

/** Who may use a route. Unmarked, it is whoever has a token. */
export type AccessRule =
  | { readonly for: 'everybody' }
  | {
      readonly for: 'roles';
      readonly roles: readonly string[];
      /** Whoever has this one gets in as well, and is nobody then. */
      readonly fixedToken?: FixedTokenName;
    };

/** What stands on a method counts more than what stands on its class. */
export const Access = Reflector.createDecorator<AccessRule>();

/** Opens a route to everybody: no token is asked for or looked at. */
export const Public = () => Access({ for: 'everybody' });

/** Asks for a token with one of these roles. */
export const Roles = (...roles: readonly [string, ...string[]]) => Access({ for: 'roles', roles });

/** Asks for a token with the role, or for the text that the settings fix for this purpose, where they do. */
export const RoleOrFixedToken = (role: string, fixedToken: FixedTokenName) =>
  Access({ for: 'roles', roles: [role], fixedToken });
