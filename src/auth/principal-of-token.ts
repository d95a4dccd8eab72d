import passport from 'passport';
import { type AuthOptions } from './auth-options';
import { JwtStrategy } from './jwt.strategy';
import { type Principal } from './principal';

/**
 * Whose token it is, found out in the way of a request, but with the reason where it is nobody's: for a command.
 * @throws UnauthorizedException, ServiceUnavailableException, or an error of jsonwebtoken
 */
export function principalOfToken(token: string, options: AuthOptions): Promise<Principal> {
  const { name } = new JwtStrategy(options);
  return new Promise((resolve, reject) => {
    const answer = (error: unknown, user: Principal | false, info: unknown) => {
      if (user) resolve(user);
      else reject(asError(error ?? info));
    };
    const check = passport.authenticate(name, { session: false }, answer) as Middleware;
    check({ raw: { rawHeaders: ['authorization', `Bearer ${token}`] } }, {}, reject);
  });
}

type Middleware = (request: object, response: object, next: (error: unknown) => void) => void;

const asError = (reason: unknown) =>
  reason instanceof Error ? reason : new Error('The token is not valid.');
