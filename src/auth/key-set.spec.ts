import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sign } from 'jsonwebtoken';
import { issued, issuerKey, type IssuerKey, jwkOf, LocalIssuer } from '../../test/support/local-issuer';
import { protectedApp } from './protected-app.fixture';

const [oldKey, newKey, strangeKey] = [issuerKey('old'), issuerKey('new'), issuerKey('strange')];
const claims = () => ({ sub: 'u1', roles: ['admin'], exp: Math.floor(Date.now() / 1000) + 600 });
const signed = (key: IssuerKey) => issued(claims(), key);
const withId = (kid: string | undefined, key: IssuerKey): IssuerKey => ({ ...key, kid });
const MINUTE = 60_000;

const answers = (text: string) => (response: ServerResponse) => response.end(text);
const withKeys = (...keys: unknown[]) => answers(JSON.stringify({ keys }));
const stalls = (response: ServerResponse) => response.write('{"keys":');
const fails = (response: ServerResponse) => response.writeHead(500).end('{}');

describe('keys of an identity provider', () => {
  let provider: LocalIssuer;
  let app: Awaited<ReturnType<typeof protectedApp>>;
  let millisecondsLater = 0;
  const realNow = performance.now.bind(performance);

  beforeEach(async () => {
    millisecondsLater = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + millisecondsLater);
    provider = new LocalIssuer([jwkOf(oldKey)]);
    await provider.start();
    app = await protectedApp({ verification: { kind: 'jwks', uri: provider.uri } });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
    await provider.stop();
  });

  const statusFor = async (key: IssuerKey) => (await app.ask('admin', signed(key))).status;
  const failuresInLog = () => app.log.filter((line) => line.includes('cannot be fetched'));

  it('are fetched once for many requests', async () => {
    const statuses = await Promise.all(Array.from({ length: 50 }, () => statusFor(oldKey)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(provider.requests).toEqual(['/keys?of=us']);
  });

  it('are fetched again when a new one is used, while the old one stays good', async () => {
    await statusFor(oldKey);
    provider.keys = [jwkOf(oldKey), jwkOf(newKey)];
    millisecondsLater = 31_000;
    expect([await statusFor(newKey), await statusFor(oldKey)]).toEqual([200, 200]);
    expect(provider.requests).toHaveLength(2);
  });

  it('lose their force when the provider withdraws them', async () => {
    await statusFor(oldKey);
    provider.keys = [jwkOf(newKey)];
    millisecondsLater = 11 * MINUTE;
    expect([await statusFor(oldKey), await statusFor(newKey)]).toEqual([401, 200]);
  });

  it('lose it at once when a token with a new one comes first', async () => {
    await statusFor(oldKey);
    provider.keys = [jwkOf(newKey)];
    millisecondsLater = 31_000;
    expect([await statusFor(newKey), await statusFor(oldKey)]).toEqual([200, 401]);
  });

  it('are not what somebody else has under the id of a withdrawn one', async () => {
    await statusFor(oldKey);
    provider.keys = [jwkOf(withId('old', newKey))];
    millisecondsLater = 11 * MINUTE;
    expect([await statusFor(oldKey), await statusFor(withId('old', newKey))]).toEqual([401, 200]);
  });

  it('may go without an id where there is only one', async () => {
    const anonymous = withId(undefined, oldKey);
    expect(await statusFor(anonymous)).toBe(200);
    provider.keys = [jwkOf(anonymous), jwkOf(withId(undefined, newKey))];
    millisecondsLater = 11 * MINUTE;
    expect(await statusFor(anonymous)).toBe(401);
  });

  it('are not asked for again for each id that somebody invents, at once or one after another', async () => {
    await statusFor(oldKey);
    for (const round of [1, 2, 3]) {
      millisecondsLater = round * 31_000;
      const invented = Array.from({ length: 30 }, (_, n) => withId(`invented-${round}-${n}`, strangeKey));
      const statuses = await Promise.all(invented.map(statusFor));
      expect(new Set(statuses)).toEqual(new Set([401]));
      for (const key of invented.slice(0, 5)) expect(await statusFor(key)).toBe(401);
      expect(await statusFor(oldKey)).toBe(200);
      expect(provider.requests).toHaveLength(1 + round);
    }
  });

  it.each<[string, () => string]>([
    ['another key under a known id', () => signed(withId('old', strangeKey))],
    [
      'the public key as an HS256 secret',
      () => {
        const text = [{ alg: 'HS256', kid: 'old' }, claims()]
          .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .join('.');
        const pem = oldKey.publicKey.export({ type: 'spki', format: 'pem' });
        return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
      },
    ],
    [
      'an id that is no text',
      () =>
        sign(claims(), oldKey.privateKey, {
          algorithm: 'RS256',
          header: { alg: 'RS256', kid: ['old'] } as never,
        }),
    ],
  ])('do not let in %s', async (_, forged) => {
    await statusFor(oldKey);
    expect((await app.ask('admin', forged())).status).toBe(401);
    expect(provider.requests).toHaveLength(1);
  });

  it('are not asked for by tokens that could not pass anyway, nor anywhere else', async () => {
    const attempts = [
      sign(claims(), 'a secret', { algorithm: 'HS256', keyid: 'old' }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.AAAA`,
      'AAAA.BBBB.CCCC',
    ];
    for (const token of attempts) expect((await app.ask('admin', token)).status).toBe(401);
    expect(provider.requests).toEqual([]);
    const luring = {
      alg: 'RS256',
      kid: 'old',
      jku: 'http://127.0.0.1:9/keys',
      x5u: 'http://127.0.0.1:9/x5u',
    };
    await app.ask('admin', sign(claims(), strangeKey.privateKey, { algorithm: 'RS256', header: luring }));
    expect(provider.requests).toEqual(['/keys?of=us']);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['fail', fails],
    ['hang up', (response) => response.destroy()],
    ['redirect', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['say nothing', answers('')],
    ['talk HTML', answers('<html>')],
    ['talk of something else', answers('{"issuer":"https://login.example.com"}')],
    ['say null', answers('null')],
    ['have no keys', withKeys()],
    ['have no list of keys', answers('{"keys":"old"}')],
    ['have keys that are none', withKeys({ kid: 'old' }, { kid: 'old', kty: 'RSA' })],
    ['have secrets', withKeys({ kid: 'old', kty: 'oct', k: 'AAAA' })],
    ['talk without an end', answers('x'.repeat(2_000_000))],
  ])('give 503 and not 401 while the provider can only %s, and recover', async (_, instead) => {
    provider.instead = instead;
    const { status, message } = await app.ask('admin', signed(oldKey));
    expect(status).toBe(503);
    expect(message).toBe(
      'The identity provider cannot be reached, so that tokens cannot be checked. Try again later.',
    );
    const invented = Array.from({ length: 20 }, (_, n) => withId(`invented-${n}`, strangeKey));
    expect(new Set(await Promise.all(invented.map(statusFor)))).toEqual(new Set([503]));
    expect(provider.requests).toHaveLength(1);
    provider.instead = undefined;
    millisecondsLater = 3_100;
    expect(await statusFor(oldKey)).toBe(200);
    expect(failuresInLog()).toHaveLength(1);
  });

  it('give 503 while nobody listens at their address, and recover', async () => {
    await provider.stop();
    expect(await statusFor(oldKey)).toBe(503);
    expect(failuresInLog()).toHaveLength(1);
    await provider.start();
    millisecondsLater = 3_100;
    expect(await statusFor(oldKey)).toBe(200);
  });

  it('are good, though others beside them are not', async () => {
    const broken = [{ kid: 'a', kty: 'RSA' }, { kid: 'b', kty: 'oct', k: 'AAAA' }, { kty: 'new' }];
    provider.keys = [...broken, { ...jwkOf(newKey), use: 'enc' }, jwkOf(oldKey)];
    expect([await statusFor(oldKey), await statusFor(newKey)]).toEqual([200, 401]);
  });

  it('do not wait for ever for a provider that stalls in the middle of its answer', async () => {
    provider.instead = stalls;
    expect(await statusFor(oldKey)).toBe(503);
  }, 10_000);

  it('are waited for while the provider is slow', async () => {
    provider.instead = (response) =>
      void setTimeout(() => response.end(JSON.stringify({ keys: provider.keys })), 300);
    expect(await Promise.all([statusFor(oldKey), statusFor(oldKey)])).toEqual([200, 200]);
    expect(provider.requests).toHaveLength(1);
  });

  it('stay in force for an hour while the provider is away', async () => {
    await statusFor(oldKey);
    provider.instead = fails;
    millisecondsLater = 50 * MINUTE;
    expect([await statusFor(oldKey), await statusFor(strangeKey)]).toEqual([200, 503]);
    millisecondsLater = 61 * MINUTE;
    expect(await statusFor(oldKey)).toBe(503);
  });

  it('that are known keep nobody waiting for a provider that hangs, but for the first who notices', async () => {
    await statusFor(oldKey);
    provider.instead = stalls;
    millisecondsLater = 11 * MINUTE;
    expect(await statusFor(oldKey)).toBe(200);
    for (const minute of [12, 13, 14]) {
      millisecondsLater = minute * MINUTE;
      const start = realNow();
      expect(await statusFor(oldKey)).toBe(200);
      expect(realNow() - start).toBeLessThan(2_000);
    }
    expect(provider.requests.length).toBeGreaterThan(2);
  }, 15_000);
});
