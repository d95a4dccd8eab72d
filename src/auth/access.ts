import { Reflector } from '@nestjs/core';

/** Who may use a route. Unmarked, it is whoever has a token. */
export type AccessRule =
  { readonly for: 'everybody' } | { readonly for: 'roles'; readonly roles: readonly string[] };

/** What stands on a method counts more than what stands on its class. */
export const Access = Reflector.createDecorator<AccessRule>();

/** Opens a route to everybody: no token is asked for or looked at. */
export const Public = () => Access({ for: 'everybody' });

/** Asks for a token with one of these roles. */
export const Roles = (...roles: readonly [string, ...string[]]) => Access({ for: 'roles', roles });
