import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type FixedTokenName } from './access';
import { type ProviderClaims } from './provider-claims';

/** How tokens are checked: exactly one kind of key, so that no token can choose another one. */
export type Verification =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'publicKey'; readonly publicKey: string }
  | { readonly kind: 'jwks'; readonly uri: string };

export interface AuthOptions {
  readonly verification: Verification;
  /** The `iss` and `aud` that a token must carry; unset, any will do. */
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** Where tokens say who somebody is; unset, where our own do. */
  readonly claims?: ProviderClaims;
  /** For the routes that are marked with `@RoleOrFixedToken()`, and no other. One that is unset opens nothing. */
  readonly fixedTokens?: Readonly<Partial<Record<FixedTokenName, string | undefined>>>;
}

export const { ConfigurableModuleClass: ConfigurableAuthModule, MODULE_OPTIONS_TOKEN: AUTH_OPTIONS } =
  new ConfigurableModuleBuilder<AuthOptions>().setClassMethodName('forRoot').build();
