import { decode } from 'jsonwebtoken';
import { type AuthOptions, loadSecret, principalOfToken, signToken } from '../../auth';
import { type Settings } from '../../config';
import { fail, type Finding, ok, type Outside, skip, warn } from './check';

const NO_KEY_YET = 'The secret is made when the service is started for the first time';

/** Whether a token that is made with these settings is accepted with them. */
export async function lookAtTokenKey({ settings }: Outside): Promise<Finding> {
  const options = await authOptions(settings);
  if (options === undefined) return skip(NO_KEY_YET);
  const { verification, issuer, audience } = options;
  if (verification.kind !== 'secret') return lookAtProvider(options);
  const claims = { sub: 'doctor', roles: ['admin'] };
  const token = signToken(claims, { secret: verification.secret, expiresIn: '1m', issuer, audience });
  await principalOfToken(token, options);
  return ok('A token can be made and is accepted: npm run token -- --sub alice --roles admin');
}

/** Only the provider can make a token that is right; this one shows whether its keys can be had. */
async function lookAtProvider(options: AuthOptions): Promise<Finding> {
  const answer: unknown = await principalOfToken(FOREIGN_TOKEN, options).catch((error: unknown) => error);
  if (answer instanceof Error && answer.name === 'ServiceUnavailableException')
    return fail(
      'The keys of JWKS_URI cannot be fetched',
      'Check JWKS_URI, and that this machine reaches it.',
    );
  return ok('The keys are there. Only your identity provider can make a token; to check one: --token');
}

const FOREIGN_TOKEN = [{ alg: 'RS256', kid: 'doctor' }, {}, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');

/** What the service will say to somebody's token, and why. */
export async function lookAtGivenToken({ settings, token }: Outside): Promise<Finding> {
  if (token === undefined)
    return skip('None was given. To check one: npm run --silent doctor -- --token <token>');
  const options = await authOptions(settings);
  if (options === undefined) return skip(NO_KEY_YET);
  try {
    const { userId, roles } = await principalOfToken(token, options);
    const found = `It is that of user ${JSON.stringify(userId)} with ${roles.length === 0 ? 'no roles' : `the roles ${JSON.stringify(roles)}`}, until ${endOf(token)}`;
    if (roles.includes('admin')) return ok(found);
    return warn(
      `${found}. The admin API refuses it with 403`,
      'For the admin API it must carry the role admin.',
    );
  } catch (error) {
    return refused(error instanceof Error ? error.message : '', token);
  }
}

function endOf(token: string): string {
  const claims = decode(token, { json: true });
  return typeof claims?.exp === 'number' ? new Date(claims.exp * 1_000).toISOString() : 'an unknown time';
}

/** What jsonwebtoken says, and what it means here. Other errors are sentences of ours. */
const MEANINGS: readonly (readonly [pattern: RegExp, found: string, fix: string])[] = [
  [
    /invalid signature/,
    'It was signed with another key than the one of these settings',
    'Get one that is signed with this key, or set the key with which tokens are signed. The service and npm run token must have the same settings.',
  ],
  [/issuer/, 'Its issuer (iss) is not JWT_ISSUER', 'Get one of that issuer, or correct JWT_ISSUER.'],
  [
    /audience/,
    'It is for another audience (aud) than JWT_AUDIENCE',
    'Get one for that audience, or correct JWT_AUDIENCE.',
  ],
  [
    /algorithm/,
    'It is signed with an algorithm that this kind of key does not go with',
    'JWT_SECRET takes HS256; JWT_PUBLIC_KEY and JWKS_URI take RS and ES. Set the kind of key with which tokens are signed.',
  ],
  [
    /not active/,
    'It is not valid yet (nbf)',
    'Compare the clocks of this machine and of the one that made it.',
  ],
  [
    /key must be provided/,
    'None of the keys of JWKS_URI is the one that it names (kid)',
    'Get one of that identity provider, or correct JWKS_URI.',
  ],
  [
    /malformed|invalid token|Unexpected|JSON/,
    'It is no token: three parts with dots between are expected, and nothing around them',
    'Copy the whole of it, without "Bearer". One is made by npm run --silent token.',
  ],
];

function refused(message: string, token: string): Finding {
  if (message.includes('expired'))
    return fail(`It expired at ${endOf(token)}`, 'Get a new one: npm run token, or your identity provider.');
  const [, found, fix] = MEANINGS.find(([pattern]) => pattern.test(message)) ?? [];
  if (found !== undefined && fix !== undefined) return fail(found, fix);
  return fail(message || 'It is refused', 'Get another one: npm run token, or your identity provider.');
}

/** As the service has them. Nothing where it would make a secret now. */
async function authOptions({ jwt, dataDir }: Settings): Promise<AuthOptions | undefined> {
  if (jwt.verification !== undefined) return { ...jwt, verification: jwt.verification };
  const secret = await loadSecret(dataDir);
  return secret === undefined ? undefined : { ...jwt, verification: { kind: 'secret', secret } };
}
