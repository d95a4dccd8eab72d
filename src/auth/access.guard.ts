import {
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Access, type AccessRule } from './access';
import { type AnyRequest } from './bearer-token';
import { FixedTokens } from './fixed-tokens';
import { JwtStrategy } from './jwt.strategy';
import type { Principal } from './principal';

/** Stands before every route: without `@Public()` it takes a token, with `@Roles()` a token that carries one of them. */
@Injectable()
export class AccessGuard extends AuthGuard() {
  constructor(
    strategy: JwtStrategy,
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
    private readonly fixedTokens: FixedTokens,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(Access.KEY, places);
    if (rule?.for === 'everybody' || this.hasFixedToken(rule, context)) return true;
    await this.authenticate(context);
    if (rule?.for === 'roles') requireOneOf(rule.roles, context);
    return true;
  }

  /** Called by passport; `info` tells why there is no user. */
  override handleRequest<User>(error: unknown, user: User | false | undefined, info: unknown): User {
    const reason = error ?? info;
    if (reason instanceof HttpException) throw reason;
    if (error instanceof Error) throw error;
    if (!user) {
      // Wrong key, algorithm, issuer, audience or start: which one is the business of whoever issued it.
      throw new UnauthorizedException(
        'The token is not valid here: it was changed, or issued by or for somebody else. Get a new one.',
      );
    }
    return user;
  }

  private hasFixedToken(rule: AccessRule | undefined, context: ExecutionContext): boolean {
    if (rule?.for !== 'roles' || rule.fixedToken === undefined) return false;
    return this.fixedTokens.isIn(context.switchToHttp().getRequest<AnyRequest>(), rule.fixedToken);
  }

  private async authenticate(context: ExecutionContext): Promise<void> {
    try {
      await super.canActivate(context);
    } catch (error) {
      if (error instanceof UnauthorizedException) {
        const { httpAdapter } = this.adapterHost;
        httpAdapter.setHeader(context.switchToHttp().getResponse(), 'WWW-Authenticate', 'Bearer');
      }
      throw error;
    }
  }
}

function requireOneOf(roles: readonly string[], context: ExecutionContext): void {
  const { user } = context.switchToHttp().getRequest<{ readonly user: Principal }>();
  if (roles.some((role) => user.roles.includes(role))) return;
  const names = roles.map((role) => `'${role}'`).join(', ');
  throw new ForbiddenException(
    roles.length === 1 ? `This needs the role ${names}.` : `This needs one of the roles ${names}.`,
  );
}
