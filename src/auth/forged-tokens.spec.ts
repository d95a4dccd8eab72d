import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign } from 'jsonwebtoken';
import { forgedClaims } from './forged-claims.fixture';
import { forgedHeaders } from './forged-headers.fixture';
import { forgedTexts } from './forged-texts.fixture';
import { protectedApp } from './protected-app.fixture';
import {
  audience,
  claims,
  ec,
  ecPrivatePem,
  hmac,
  hs256,
  issuer,
  other,
  otherPrivatePem,
  part,
  privatePem,
  publicPem,
  right,
  secret,
  token,
} from './token-forge.fixture';

const forgeries = [...forgedHeaders, ...forgedClaims, ...forgedTexts];

describe('a forged or broken token', () => {
  let app: Awaited<ReturnType<typeof protectedApp>>;
  let trap: Server;
  let trapUrl: string;
  let trapped = 0;

  beforeAll(async () => {
    trap = createServer((_, response) => {
      trapped++;
      response.end(JSON.stringify({ keys: [other.publicKey.export({ format: 'jwk' })] }));
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    app = await protectedApp({ verification: { kind: 'secret', secret }, issuer, audience });
  });
  afterAll(async () => {
    await app.close();
    trap.close();
  });

  it('is one of at least two hundred', () => {
    expect(new Set(forgeries.map(([name]) => name)).size).toBe(forgeries.length);
    expect(forgeries.length).toBeGreaterThanOrEqual(200);
  });

  it('differs from a right one', async () => {
    expect((await app.ask('admin', right())).status).toBe(200);
  });

  it.each(forgeries)('is refused: %s', async (_, forged, message) => {
    const refused = await app.ask('admin', forged(trapUrl));
    expect(refused.status).toBe(401);
    expect(refused.message).toEqual(expect.stringMatching(message) as string);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(refused.text).not.toContain(secret);
  });

  it('sends nobody out for a key', async () => {
    expect(trapped).toBe(0);
    await fetch(trapUrl);
    expect(trapped).toBe(1);
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
    // So much that the service has hung up before it is sent.
    const answer = statusOfHeaders(app.url, [`Bearer ${long(1_000_000)}`]).catch(() => 'cut off');
    expect([431, 'cut off']).toContain(await answer);
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
