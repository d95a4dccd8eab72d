import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { type Algorithm, decode } from 'jsonwebtoken';
import type { Verification } from './auth-options';
import { KeySet } from './key-set';

/** The algorithms that are allowed, and the key for a token. No key: the token is not ours. */
export interface VerificationKey {
  readonly algorithms: Algorithm[];
  readonly keyFor: (token: string) => Promise<KeyObject | undefined>;
}

/**
 * Which algorithms are allowed follows from our key and never from the token: a token signed with HS256 and our public
 * key as its "secret" must not pass.
 */
export function verificationKey(verification: Verification): VerificationKey {
  switch (verification.kind) {
    case 'secret': {
      const key = createSecretKey(Buffer.from(verification.secret));
      return { algorithms: ['HS256'], keyFor: () => Promise.resolve(key) };
    }
    case 'publicKey': {
      const key = createPublicKey(verification.publicKey);
      return { algorithms: ASYMMETRIC, keyFor: () => Promise.resolve(key) };
    }
    case 'jwks': {
      const keys = new KeySet(verification.uri);
      return { algorithms: ASYMMETRIC, keyFor: (token) => keyInSet(keys, token) };
    }
  }
}

const ASYMMETRIC: Algorithm[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** A token that could not pass anyway is no reason to ask the identity provider. */
async function keyInSet(keys: KeySet, token: string): Promise<KeyObject | undefined> {
  const header: unknown = decode(token, { complete: true })?.header;
  if (typeof header !== 'object' || header === null) return undefined;
  const { alg, kid } = header as Readonly<Record<string, unknown>>;
  if (!ASYMMETRIC.some((allowed) => allowed === alg)) return undefined;
  return kid === undefined || typeof kid === 'string' ? keys.keyOf(kid) : undefined;
}
