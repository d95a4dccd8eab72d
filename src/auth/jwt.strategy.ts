import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { randomUUID } from 'node:crypto';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { AUTH_OPTIONS, type AuthOptions } from './auth-options';
import { bearerTokenOf } from './bearer-token';
import { InvalidClaimsError, type Principal, principalOf } from './principal';
import { OWN_CLAIMS } from './provider-claims';
import { verificationKey } from './verification-key';

// For `nbf`: clocks differ by seconds.
const CLOCK_TOLERANCE = { jsonWebTokenOptions: { clockTolerance: 5 } };

/** From the token of a request to its principal. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthOptions) {
    const { algorithms, keyFor } = verificationKey(options.verification);
    super({
      jwtFromRequest: bearerTokenOf,
      secretOrKeyProvider: (_request, token: string, done) => {
        // The types of passport-jwt know no KeyObject yet; jsonwebtoken wants one most, and else makes one each time.
        // It throws where claims are `null`: caught here, since nobody else would.
        keyFor(token)
          .then((key) => {
            done(null, key as unknown as Buffer);
          })
          .catch(done);
      },
      algorithms,
      issuer: options.issuer,
      audience: options.audience,
      // `principalOf` owns `exp`: it must be there, make sense, and is kept to the second.
      ignoreExpiration: true,
      ...CLOCK_TOLERANCE,
    });
    // Passport keeps strategies by name for the whole process: two applications in it (tests) must not meet.
    this.name = `jwt-${randomUUID()}`;
    passport.use(this);
  }

  /** Called with the claims of a token whose signature is right. */
  validate(claims: unknown): Principal {
    try {
      return principalOf(claims, this.options.claims ?? OWN_CLAIMS);
    } catch (error) {
      throw error instanceof InvalidClaimsError ? new UnauthorizedException(error.message) : error;
    }
  }
}
