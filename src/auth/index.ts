export { Public, Roles } from './access';
export { AuthModule } from './auth.module';
export { CurrentUser } from './current-user';
export { loadOrCreateSecret } from './own-secret';
export { type Principal } from './principal';
export { signToken } from './signed-token';
