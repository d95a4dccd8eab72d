import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal';

/** The principal of the request, as a parameter of a controller's method. Not on a public route, where there is none. */
export const CurrentUser = createParamDecorator((_: undefined, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<{ readonly user?: Principal }>();
  if (user === undefined) throw new Error('@CurrentUser() stands on a route that is @Public().');
  return user;
});
