export { Public, RoleOrFixedToken, Roles } from './access';
export { type AuthOptions } from './auth-options';
export { AuthModule } from './auth.module';
export { CurrentUser } from './current-user';
export { loadOrCreateSecret, loadSecret } from './own-secret';
export { type Principal } from './principal';
export { principalOfToken } from './principal-of-token';
export { signToken } from './signed-token';
