import { sign } from 'jsonwebtoken';
import {
  claims,
  ecPrivatePem,
  type Forgery,
  hmac,
  hs256,
  INVALID,
  MALFORMED,
  other,
  otherPrivatePem,
  part,
  publicPem,
  right,
  secret,
  token,
} from './token-forge.fixture';

const NONE = [
  'none',
  'None',
  'NONE',
  'nOnE',
  'noNe',
  'none ',
  ' none',
  'none\u0000',
  'n\u043ene',
  'null',
  'undefined',
  'plain',
];
const NO_ALGORITHM: readonly unknown[] = [
  '',
  ' ',
  null,
  0,
  256,
  true,
  [],
  ['HS256'],
  ['none', 'HS256'],
  {},
  { toString: 'HS256' },
  { alg: 'HS256' },
];
const NEARLY_OURS = [
  'hs256',
  'Hs256',
  'HS256 ',
  ' HS256',
  'HS256\u0000',
  'HS-256',
  'HS1',
  'HS224',
  'SHA256',
  'HMAC',
  'HS256,none',
  'dir',
  'A256KW',
];
const OF_OTHER_KEYS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'EdDSA',
];

const algorithms: readonly Forgery[] = [
  ...NONE.flatMap((alg): Forgery[] => [
    [
      `algorithm ${JSON.stringify(alg)}, without a signature`,
      () => `${part({ alg })}.${part(claims())}.`,
      MALFORMED,
    ],
    [
      `algorithm ${JSON.stringify(alg)}, with a signature`,
      () => token({ alg, typ: 'JWT' }, claims()),
      INVALID,
    ],
  ]),
  ...[...NO_ALGORITHM, ...NEARLY_OURS].map((alg): Forgery => [
    `algorithm ${JSON.stringify(alg)}`,
    () => token({ alg, typ: 'JWT' }, claims()),
    INVALID,
  ]),
  ...OF_OTHER_KEYS.map((alg): Forgery => [
    `algorithm ${alg} with our secret as HS256 would`,
    () => token({ alg }, claims()),
    INVALID,
  ]),
  ['algorithm missing', () => token({ typ: 'JWT' }, claims()), INVALID],
  ['algorithm twice', () => token('{"alg":"HS256","alg":"none"}', claims()), INVALID],
  ['algorithm HS384 with our secret', () => sign(claims(), secret, { algorithm: 'HS384' }), INVALID],
  ['algorithm HS512 with our secret', () => sign(claims(), secret, { algorithm: 'HS512' }), INVALID],
  [
    'algorithm RS256 with a key of the forger',
    () => sign(claims(), otherPrivatePem, { algorithm: 'RS256' }),
    INVALID,
  ],
  [
    'algorithm ES256 with a key of the forger',
    () => sign(claims(), ecPrivatePem, { algorithm: 'ES256' }),
    INVALID,
  ],
  ['algorithm HS256 with a public key as the secret', () => token(hs256, claims(), publicPem), INVALID],
];

const KEY_IDS: readonly unknown[] = [
  '../../../../dev/null',
  '/dev/null',
  '/proc/sys/kernel/randomize_va_space',
  'file:///dev/null',
  'C:\\Windows\\win.ini',
  '..',
  '',
  '\u0000',
  '0',
  "x' UNION SELECT 'k",
  "' OR '1'='1",
  "'; DROP TABLE keys; --",
  '$(echo k)',
  '`echo k`',
  '| echo k',
  '${jndi:ldap://127.0.0.1:9/k}',
  '{"$ne":null}',
  'x'.repeat(4_000),
  null,
  1,
  ['k'],
  { $ne: null },
  { toString: 'k' },
];
/** What a forger may hope that such an id makes of the key. */
const HOPED_FOR = ['', 'k'];

const keyIds = KEY_IDS.flatMap((kid) =>
  HOPED_FOR.map((key): Forgery => [
    `key id ${JSON.stringify(kid).slice(0, 50)}, signed with ${JSON.stringify(key)}`,
    () => token({ ...hs256, kid }, claims(), key),
    INVALID,
  ]),
);

const certificate = Buffer.from(publicPem).toString('base64');
const ownKey = other.publicKey.export({ format: 'jwk' });

/** Each points to a server of the forger, or brings a key along. */
const broughtAlong: readonly ((trap: string) => object)[] = [
  (trap) => ({ jku: `${trap}/jku` }),
  (trap) => ({ x5u: `${trap}/x5u` }),
  (trap) => ({ jku: `${trap}/jku`, kid: 'k' }),
  (trap) => ({ kid: `${trap}/kid` }),
  (trap) => ({ iss: trap, jku: `${trap}/.well-known/jwks.json` }),
  (trap) => ({ typ: `${trap}/typ`, cty: `${trap}/cty` }),
  () => ({ jwk: { kty: 'oct', k: part('k') } }),
  () => ({ jwk: ownKey }),
  () => ({ jwk: ownKey, kid: 'k' }),
  () => ({ x5c: [certificate] }),
  () => ({ x5t: 'k', 'x5t#S256': 'k' }),
  () => ({ crit: ['exp'] }),
  () => ({ crit: ['b64'], b64: false }),
  () => ({ crit: [] }),
  () => ({ b64: false }),
  () => ({ zip: 'DEF' }),
  () => ({ enc: 'A128CBC-HS256', alg: 'dir' }),
  () => ({ p2c: 2 ** 31, p2s: 'k', alg: 'PBES2-HS256+A128KW' }),
  () => ({ __proto__: { alg: 'HS256' } }),
];

const keysBroughtAlong = broughtAlong.flatMap((header, index): Forgery[] => [
  [
    `a header that brings a key along (${index}), HS256`,
    (trap) => token({ ...hs256, ...header(trap) }, claims(), 'k'),
    INVALID,
  ],
  [
    `a header that brings a key along (${index}), RS256`,
    (trap) => signedByForger({ alg: 'RS256', typ: 'JWT', ...header(trap) }),
    INVALID,
  ],
]);

function signedByForger(header: object): string {
  const text = `${part(header)}.${part(claims())}`;
  return `${text}.${sign(claims(), otherPrivatePem, { algorithm: 'RS256' }).split('.')[2] ?? ''}`;
}

const changed: readonly Forgery[] = [
  ['header changed', () => right().replace(/^[^.]+/, part({ ...hs256, kid: '1' })), INVALID],
  ['header null', () => token('null', claims()), INVALID],
  ['header a list', () => token('[]', claims()), INVALID],
  ['header of no JSON', () => token('HS256', claims()), INVALID],
  ['header with a byte order mark', () => token(`\ufeff${JSON.stringify(hs256)}`, claims()), INVALID],
  ['header signed, payload not', () => `${part(hs256)}.${part(claims())}.${hmac(part(hs256))}`, INVALID],
];

export const forgedHeaders: readonly Forgery[] = [...algorithms, ...keyIds, ...keysBroughtAlong, ...changed];
