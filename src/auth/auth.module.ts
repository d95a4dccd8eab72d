import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { AUTH_OPTIONS, type AuthOptions, ConfigurableAuthModule } from './auth-options';
import { FixedTokens } from './fixed-tokens';
import { JwtStrategy } from './jwt.strategy';

const SHORTEST_SAFE_SECRET_BYTES = 32;

/** Importing it closes every route of the application: `AccessGuard` is global. */
@Module({ providers: [JwtStrategy, FixedTokens, { provide: APP_GUARD, useClass: AccessGuard }] })
export class AuthModule extends ConfigurableAuthModule implements OnModuleInit {
  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthOptions) {
    super();
  }

  onModuleInit(): void {
    const { verification } = this.options;
    if (verification.kind !== 'secret') return;
    if (Buffer.byteLength(verification.secret) >= SHORTEST_SAFE_SECRET_BYTES) return;
    new Logger(AuthModule.name).warn(
      `The secret for tokens is short and might be guessed: use at least ${SHORTEST_SAFE_SECRET_BYTES} random bytes.`,
    );
  }
}
