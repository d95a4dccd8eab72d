import { createHmac, generateKeyPairSync } from 'node:crypto';

// Keys, and tokens of any kind made by hand: libraries refuse to make the bad ones.

export const secret = 'a secret of more than thirty-two bytes';
export const issuer = 'https://login.example.com';
export const audience = 'token-ledger';
export const now = () => Math.floor(Date.now() / 1000);
export const claims = (more: Record<string, unknown> = {}) => ({
  sub: 'u1',
  roles: ['admin'],
  iss: issuer,
  aud: audience,
  exp: now() + 3_600,
  ...more,
});

export const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
export const hmac = (text: string, key = secret, hash = 'sha256') =>
  createHmac(hash, key).update(text).digest('base64url');
/** A token of any header and payload, whose signature is right for `key`. */
export const token = (header: unknown, payload: unknown, key = secret) => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${hmac(text, key)}`;
};
export const hs256 = { alg: 'HS256', typ: 'JWT' };
export const right = () => token(hs256, claims());

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const otherPrivatePem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const ecPrivatePem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const MALFORMED = /^The Authorization header is malformed/;
export const EXPIRED = 'The token has expired: get a new one.';
export const INVALID = /^The token is not valid here: /;
export const claimed = (claim: string) =>
  new RegExp(`^The token is not valid here: its claim '${claim}' must be `);

/** What is wrong with it; the token or the whole header, made when it is used so that it has not expired; what is said about it. */
export type Forgery = readonly [string, (trap: string) => string, RegExp | string];
