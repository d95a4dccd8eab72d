import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign } from 'jsonwebtoken';
import { protectedApp } from './protected-app.fixture';

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
type KeyPair = ReturnType<typeof keyPair>;
const [oldKey, newKey, strangeKey] = [keyPair(), keyPair(), keyPair()];
const publicJwk = (kid: string | undefined, { publicKey }: KeyPair, more = {}) => ({
  ...publicKey.export({ format: 'jwk' }),
  ...(kid !== undefined && { kid }),
  use: 'sig',
  ...more,
});
const claims = () => ({ sub: 'u1', roles: ['admin'], exp: Math.floor(Date.now() / 1000) + 600 });
const signed = ({ privateKey }: KeyPair, keyid?: string) =>
  sign(claims(), privateKey, { algorithm: 'RS256', ...(keyid !== undefined && { keyid }) });

/** An identity provider that counts how often its keys are fetched. */
class FakeProvider {
  keys: readonly unknown[] = [publicJwk('old', oldKey)];
  behaviour: 'answer' | 'fail' | 'stall' | 'redirect' | 'talk nonsense' = 'answer';
  requests: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.requests.push(request.url ?? '');
    if (this.behaviour === 'answer') response.end(JSON.stringify({ keys: this.keys }));
    else if (this.behaviour === 'fail') response.writeHead(500).end('{}');
    else if (this.behaviour === 'talk nonsense') response.end('<html>');
    else if (this.behaviour === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.write('{"keys":');
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys?of=us`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('keys of an identity provider', () => {
  let provider: FakeProvider;
  let app: Awaited<ReturnType<typeof protectedApp>>;
  let millisecondsLater = 0;
  const realNow = performance.now.bind(performance);

  beforeEach(async () => {
    millisecondsLater = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + millisecondsLater);
    provider = new FakeProvider();
    app = await protectedApp({ verification: { kind: 'jwks', uri: await provider.start() } });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
    provider.stop();
  });

  it('are fetched once for many requests', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.ask('admin', signed(oldKey, 'old'))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(provider.requests).toEqual(['/keys?of=us']);
  });

  it('are fetched again when a new one is used, yet not for each id that somebody invents', async () => {
    await app.ask('admin', signed(oldKey, 'old'));
    provider.keys = [publicJwk('old', oldKey), publicJwk('new', newKey)];
    millisecondsLater = 31_000;
    expect((await app.ask('admin', signed(newKey, 'new'))).status).toBe(200);
    for (let index = 0; index < 30; index++) {
      expect((await app.ask('admin', signed(strangeKey, `invented-${index}`))).status).toBe(401);
    }
    expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(200);
    expect(provider.requests).toHaveLength(2);
  });

  it('lose their force when the provider withdraws them', async () => {
    await app.ask('admin', signed(oldKey, 'old'));
    provider.keys = [publicJwk('new', newKey)];
    millisecondsLater = 11 * 60_000;
    expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(401);
  });

  it('may go without an id where there is only one', async () => {
    expect((await app.ask('admin', signed(oldKey))).status).toBe(200);
    provider.keys = [publicJwk(undefined, oldKey), publicJwk(undefined, newKey)];
    millisecondsLater = 11 * 60_000;
    expect((await app.ask('admin', signed(oldKey))).status).toBe(401);
  });

  it.each<[string, () => string]>([
    ['another key under a known id', () => signed(strangeKey, 'old')],
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
    await app.ask('admin', signed(oldKey, 'old'));
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

  it.each(['fail', 'talk nonsense', 'redirect'] as const)(
    'give 503 and not 401 while the provider can only %s, and recover',
    async (behaviour) => {
      provider.behaviour = behaviour;
      const { status, message } = await app.ask('admin', signed(oldKey, 'old'));
      expect(status).toBe(503);
      expect(message).toBe(
        'The identity provider cannot be reached, so that tokens cannot be checked. Try again later.',
      );
      expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(503);
      expect(provider.requests).toHaveLength(1);
      provider.behaviour = 'answer';
      millisecondsLater = 3_100;
      expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(200);
      expect(app.log.filter((line) => line.includes('cannot be fetched'))).toHaveLength(1);
    },
  );

  it('do not wait for ever for a provider that stalls in the middle of its answer', async () => {
    provider.behaviour = 'stall';
    expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(503);
  }, 10_000);

  it('stay in force for an hour while the provider is away', async () => {
    await app.ask('admin', signed(oldKey, 'old'));
    provider.behaviour = 'fail';
    millisecondsLater = 50 * 60_000;
    expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(200);
    millisecondsLater = 61 * 60_000;
    expect((await app.ask('admin', signed(oldKey, 'old'))).status).toBe(503);
  });
});
