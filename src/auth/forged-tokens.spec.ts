import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { sign } from 'jsonwebtoken';
import { protectedApp } from './protected-app.fixture';

const secret = 'a secret of more than thirty-two bytes';
const issuer = 'https://login.example.com';
const audience = 'token-ledger';
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: Record<string, unknown> = {}) => ({
  sub: 'u1',
  roles: ['admin'],
  iss: issuer,
  aud: audience,
  exp: now() + 3_600,
  ...more,
});

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const hmac = (text: string, key = secret, hash = 'sha256') =>
  createHmac(hash, key).update(text).digest('base64url');
/** A token of any header and payload, whose signature is right for `key`. */
const token = (header: unknown, payload: unknown, key = secret) => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${hmac(text, key)}`;
};
const hs256 = { alg: 'HS256', typ: 'JWT' };
const right = () => token(hs256, claims());

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherPrivatePem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ecPrivatePem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const MALFORMED = /^The Authorization header is malformed/;
const EXPIRED = 'The token has expired: get a new one.';
const INVALID = /^The token is not valid here: it was changed/;
const claimed = (claim: string) => new RegExp(`^The token is not valid here: its claim '${claim}' must be `);

/** Built when it is used, so that none expires meanwhile. */
const forgeries: readonly (readonly [string, () => string, RegExp | string])[] = [
  ['algorithm none, without a signature', () => `${part({ alg: 'none' })}.${part(claims())}.`, MALFORMED],
  ['algorithm none, with a signature', () => token({ alg: 'none' }, claims()), INVALID],
  ['algorithm None', () => token({ alg: 'None', typ: 'JWT' }, claims()), INVALID],
  ['algorithm nOnE', () => token({ alg: 'nOnE' }, claims()), INVALID],
  ['algorithm missing', () => token({ typ: 'JWT' }, claims()), INVALID],
  ['algorithm empty', () => token({ alg: '' }, claims()), INVALID],
  ['algorithm null', () => token({ alg: null }, claims()), INVALID],
  ['algorithm a number', () => token({ alg: 256 }, claims()), INVALID],
  ['algorithm a list', () => token({ alg: ['HS256'] }, claims()), INVALID],
  ['algorithm an object', () => token({ alg: { toString: 'HS256' } }, claims()), INVALID],
  ['algorithm hs256', () => token({ alg: 'hs256' }, claims()), INVALID],
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
  ['signature empty', () => right().replace(/[^.]*$/, ''), MALFORMED],
  ['signature of one character', () => right().replace(/[^.]*$/, 'A'), INVALID],
  ['signature shortened', () => right().slice(0, -4), INVALID],
  ['signature longer', () => `${right()}AAAA`, INVALID],
  ['signature in hexadecimal', () => right().replace(/[^.]*$/, 'ab'.repeat(32)), INVALID],
  ['signature of another token', () => right().replace(/[^.]*$/, hmac('a.b')), INVALID],
  ['signature with an empty secret', () => token(hs256, claims(), ''), INVALID],
  ['signature with a guessed secret', () => token(hs256, claims(), 'secret'), INVALID],
  ['signature with the secret and a line break', () => token(hs256, claims(), `${secret}\n`), INVALID],
  ['payload changed', () => right().replace(/\.[^.]+\./, `.${part(claims({ sub: 'boss' }))}.`), INVALID],
  ['header changed', () => right().replace(/^[^.]+/, part({ ...hs256, kid: '1' })), INVALID],
  ['payload of no JSON', () => token(hs256, 'no json'), INVALID],
  ['payload of text', () => token(hs256, '"admin"'), INVALID],
  ['payload null', () => token(hs256, 'null'), INVALID],
  ['payload a list', () => token(hs256, '[1]'), INVALID],
  ['header null', () => token('null', claims()), INVALID],
  ['header a list', () => token('[]', claims()), INVALID],
  ['header of no JSON', () => token('HS256', claims()), INVALID],
  ['key id that is a path', () => token({ ...hs256, kid: '../../../../dev/null' }, claims(), ''), INVALID],
  ['key id that is SQL', () => token({ ...hs256, kid: "x' UNION SELECT 'k" }, claims(), 'k'), INVALID],
  ['key address', () => token({ ...hs256, jku: 'http://127.0.0.1:1/jwks' }, claims(), 'k'), INVALID],
  ['certificate address', () => token({ ...hs256, x5u: 'http://127.0.0.1:1/x' }, claims(), 'k'), INVALID],
  ['own key', () => token({ ...hs256, jwk: { kty: 'oct', k: part('k') } }, claims(), 'k'), INVALID],
  ['exp missing', () => token(hs256, claims({ exp: undefined })), claimed('exp')],
  ['exp null', () => token(hs256, claims({ exp: null })), claimed('exp')],
  ['exp as text', () => token(hs256, claims({ exp: String(now() + 60) })), claimed('exp')],
  [
    'exp infinite',
    () => token(hs256, JSON.stringify(claims({ exp: 1 })).replace(':1}', ':1e999}')),
    claimed('exp'),
  ],
  ['exp in milliseconds', () => token(hs256, claims({ exp: Date.now() + 60_000 })), claimed('exp')],
  ['exp in eleven years', () => token(hs256, claims({ exp: now() + 11 * 366 * 86_400 })), claimed('exp')],
  ['exp an hour ago', () => token(hs256, claims({ exp: now() - 3_600 })), EXPIRED],
  ['exp a second ago', () => token(hs256, claims({ exp: now() - 1 })), EXPIRED],
  ['exp zero', () => token(hs256, claims({ exp: 0 })), EXPIRED],
  ['exp negative', () => token(hs256, claims({ exp: -1 })), EXPIRED],
  ['nbf in an hour', () => token(hs256, claims({ nbf: now() + 3_600 })), INVALID],
  ['nbf as text', () => token(hs256, claims({ nbf: '0' })), INVALID],
  ['issuer missing', () => token(hs256, claims({ iss: undefined })), INVALID],
  ['issuer wrong', () => token(hs256, claims({ iss: `${issuer}.evil.example` })), INVALID],
  ['issuer in a list', () => token(hs256, claims({ iss: [issuer] })), INVALID],
  ['audience missing', () => token(hs256, claims({ aud: undefined })), INVALID],
  ['audience wrong', () => token(hs256, claims({ aud: 'another-service' })), INVALID],
  ['audience in an object', () => token(hs256, claims({ aud: { 0: audience } })), INVALID],
  ['sub missing', () => token(hs256, claims({ sub: undefined })), claimed('sub')],
  ['sub empty', () => token(hs256, claims({ sub: '' })), claimed('sub')],
  ['sub blank', () => token(hs256, claims({ sub: ' ' })), claimed('sub')],
  ['sub null', () => token(hs256, claims({ sub: null })), claimed('sub')],
  ['sub a fraction', () => token(hs256, claims({ sub: 1.5 })), claimed('sub')],
  ['sub a number that rounds to another', () => token(hs256, claims({ sub: 2 ** 53 })), claimed('sub')],
  ['sub in a list', () => token(hs256, claims({ sub: ['u1'] })), claimed('sub')],
  ['sub true', () => token(hs256, claims({ sub: true })), claimed('sub')],
  ['sub an operator', () => token(hs256, claims({ sub: { $ne: null } })), claimed('sub')],
  ['sub with a zero byte', () => token(hs256, claims({ sub: 'u1\u0000' })), claimed('sub')],
  ['sub with a line break', () => token(hs256, claims({ sub: 'u1\nadmin' })), claimed('sub')],
  ['sub with half a character', () => token(hs256, claims({ sub: 'u1\ud800' })), claimed('sub')],
  ['sub too long', () => token(hs256, claims({ sub: 'u'.repeat(257) })), claimed('sub')],
  ['email an object', () => token(hs256, claims({ email: { $gt: '' } })), claimed('email')],
  ['email a number', () => token(hs256, claims({ email: 1 })), claimed('email')],
  ['email too long', () => token(hs256, claims({ email: 'u'.repeat(257) })), claimed('email')],
  ['email with a line break', () => token(hs256, claims({ email: 'u1@example.com\n' })), claimed('email')],
  ['name an object', () => token(hs256, claims({ name: { first: 'U' } })), claimed('name')],
  ['name too long', () => token(hs256, claims({ name: 'U'.repeat(257) })), claimed('name')],
  ['name with a zero byte', () => token(hs256, claims({ name: 'U\u0000' })), claimed('name')],
  ['roles a number', () => token(hs256, claims({ roles: 1 })), claimed('roles')],
  ['roles of numbers', () => token(hs256, claims({ roles: ['admin', 1] })), claimed('roles')],
  ['roles an object', () => token(hs256, claims({ roles: { admin: true } })), claimed('roles')],
  ['roles nested', () => token(hs256, claims({ roles: [['admin']] })), claimed('roles')],
  ['another scheme', () => `Basic ${right()}`, MALFORMED],
  ['no scheme', () => ` ${right()}`, MALFORMED],
  ['two tokens', () => `Bearer ${right()} ${right()}`, MALFORMED],
  ['two tokens in a list', () => `Bearer ${right()}, Bearer ${right()}`, MALFORMED],
  ['four parts', () => `${right()}.AAAA`, MALFORMED],
  ['two parts', () => right().replace(/\.[^.]*$/, ''), MALFORMED],
  ['an encrypted token', () => 'a.b.c.d.e', MALFORMED],
  ['characters of another alphabet', () => right().replace('.', '+.'), MALFORMED],
  ['padding', () => `${right()}=`, MALFORMED],
  ['dots only', () => '..', MALFORMED],
  ['quotes', () => `Bearer "${right()}"`, MALFORMED],
];

describe('a forged or broken token', () => {
  let app: Awaited<ReturnType<typeof protectedApp>>;

  beforeAll(async () => {
    app = await protectedApp({ verification: { kind: 'secret', secret }, issuer, audience });
  });
  afterAll(() => app.close());

  it('differs from a right one', async () => {
    expect((await app.ask('admin', right())).status).toBe(200);
  });

  it.each(forgeries)('is refused: %s', async (_, forged, message) => {
    const refused = await app.ask('admin', forged());
    expect(refused.status).toBe(401);
    expect(refused.message).toEqual(expect.stringMatching(message) as string);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(refused.text).not.toContain(secret);
  });

  it('is refused when another one came with it', async () => {
    for (const headers of [
      [`Bearer ${right()}`, `Bearer ${token(hs256, claims({ sub: 'boss' }))}`],
      [`Bearer ${right()}`, `Bearer ${right()}`],
      ['Basic YTpi', `Bearer ${right()}`],
    ]) {
      expect(await statusOfHeaders(app.url, headers)).toBe(401);
    }
  });

  it('is refused in a query, a cookie or a body', async () => {
    expect((await app.ask(`admin?access_token=${right()}&authorization=Bearer ${right()}`)).status).toBe(401);
    const response = await fetch(`${app.url}/mine`, {
      method: 'POST',
      headers: { cookie: `authorization=${right()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: right() }),
    });
    expect(response.status).toBe(401);
  });

  it('is refused by its length, at the latest by Node', async () => {
    const long = (bytes: number) => token(hs256, claims({ padding: 'x'.repeat(bytes) }));
    expect((await app.ask('admin', long(8_000))).status).toBe(200);
    expect((await app.ask('admin', long(20_000))).status).toBe(431);
  });

  it('leaves no trace in the log', () => {
    expect(app.log.filter((line) => /eyJ|forge|thirty-two/.test(line))).toEqual([]);
  });
});

describe('a token for a public key', () => {
  let app: Awaited<ReturnType<typeof protectedApp>>;

  beforeAll(async () => {
    app = await protectedApp({ verification: { kind: 'publicKey', publicKey: publicPem } });
  });
  afterAll(() => app.close());

  it('is taken with RS256', async () => {
    expect((await app.ask('admin', sign(claims(), privatePem, { algorithm: 'RS256' }))).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['the public key as an HS256 secret', () => token(hs256, claims(), publicPem)],
    ['the same without its last line break', () => token(hs256, claims(), publicPem.trim())],
    [
      'the same with HS512',
      () => {
        const text = `${part({ alg: 'HS512' })}.${part(claims())}`;
        return `${text}.${hmac(text, publicPem, 'sha512')}`;
      },
    ],
    ['HS256 that calls itself RS256', () => token({ alg: 'RS256' }, claims(), publicPem)],
    ['a key of the forger', () => sign(claims(), otherPrivatePem, { algorithm: 'RS256' })],
    [
      'a key of the forger that the token brings along',
      () =>
        sign(claims(), otherPrivatePem, {
          algorithm: 'RS256',
          header: { alg: 'RS256', jwk: other.publicKey.export({ format: 'jwk' }) } as never,
        }),
    ],
    ['an elliptic key of the forger', () => sign(claims(), ecPrivatePem, { algorithm: 'ES256' })],
    ['PS256', () => sign(claims(), privatePem, { algorithm: 'PS256' })],
    ['none', () => token({ alg: 'none' }, claims())],
  ])('is refused with %s', async (_, forged) => {
    expect((await app.ask('admin', forged())).status).toBe(401);
  });
});

describe('a token for an elliptic public key', () => {
  it('is taken with ES256', async () => {
    const publicKey = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const app = await protectedApp({ verification: { kind: 'publicKey', publicKey } });
    expect((await app.ask('admin', sign(claims(), ecPrivatePem, { algorithm: 'ES256' }))).status).toBe(200);
    expect((await app.ask('admin', sign(claims(), privatePem, { algorithm: 'RS256' }))).status).toBe(401);
    await app.close();
  });
});

function statusOfHeaders(url: string, authorization: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = authorization.flatMap((value) => ['Authorization', value]);
    const { host } = new URL(url);
    request(`${url}/admin`, { headers: ['Host', host, ...headers] as never }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
