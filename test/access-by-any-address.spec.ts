import { sign } from 'jsonwebtoken';
import { Types } from 'mongoose';
import { writingsOf } from './support/path-writings';
import { RawClient, type RawRequest } from './support/raw-client';
import { isForAdmins, isPublic, RECORD_ID, type Route, routesOf } from './support/routes';
import { admin, alice, SECRET, TestService, usageRecord } from './support/test-service';

describe('whatever the method and however the address is written,', () => {
  const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'];
  let service: TestService;
  let routes: readonly Route[];
  let client: RawClient;

  beforeAll(async () => {
    service = await TestService.start();
    routes = routesOf(service.app);
    client = new RawClient(service.baseUrl);
    await service.insert([usageRecord({ _id: new Types.ObjectId(RECORD_ID) })]);
  });
  afterAll(async () => {
    client.close();
    await service.stop();
  });

  /** Which requests to these routes, with every method and in every writing, are answered with what they ask for. */
  async function answeredOf(asked: readonly Route[], token: string | undefined): Promise<readonly string[]> {
    const paths = new Set(asked.map(({ path }) => path));
    const requests = [...paths].flatMap((path) =>
      METHODS.flatMap((method) => writingsOf(path).map((writing) => requestFor(method, writing, token))),
    );
    const answered: string[] = [];
    await client.askAll(requests, ({ status }, { method, path }) => {
      if (status >= 500) throw new Error(`${method} ${path} is answered with ${status}.`);
      if (status < 300) answered.push(`${method} ${path}`);
    });
    return answered;
  }

  it('nothing but the public routes is answered to who has no token', async () => {
    const closed = routes.filter((route) => !isPublic(route));
    expect(await answeredOf(closed, undefined)).toEqual([]);
    const open = await answeredOf(routes.filter(isPublic), undefined);
    expect(open).toEqual(expect.arrayContaining(['GET /health', 'HEAD /health', 'GET /docs/json']));
  }, 120_000);

  it('nor to a token that has expired', async () => {
    const closed = routes.filter((route) => !isPublic(route));
    const expired = sign({ sub: 'root', roles: ['admin'], exp: Math.floor(Date.now() / 1_000) - 1 }, SECRET);
    expect(await answeredOf(closed, expired)).toEqual([]);
  }, 120_000);

  it('no admin route is answered to a user', async () => {
    expect(await answeredOf(routes.filter(isForAdmins), service.token(alice))).toEqual([]);
  }, 120_000);

  it('an administrator is answered by the right method only', async () => {
    const closed = routes.filter((route) => !isPublic(route));
    const answered = await answeredOf(closed, service.token(admin));
    const rightMethods = new Map(closed.map(({ path }) => [path, new Set<string>()]));
    for (const { method, path } of closed) rightMethods.get(path)?.add(method);
    const wrong = closed.flatMap(({ path }) =>
      METHODS.filter((method) => rightMethods.get(path)?.has(method) !== true).map(
        (method) => `${method} ${path}`,
      ),
    );
    expect(answered).toEqual(expect.arrayContaining(closed.map(({ method, path }) => `${method} ${path}`)));
    expect(answered.filter((name) => wrong.includes(name))).toEqual([]);
  }, 120_000);

  it('and no header names another address, method or user', async () => {
    const headers = ['x-original-url', 'x-rewrite-url', 'x-forwarded-uri', 'x-forwarded-prefix'].map(
      (name) => ({ [name]: '/health' }),
    );
    const more = [
      { 'x-http-method-override': 'GET' },
      { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' },
      { 'x-user': 'admin', 'x-forwarded-user': 'admin', 'x-roles': 'admin', 'remote-user': 'admin' },
      { cookie: `token=${service.token(admin)}; authorization=Bearer ${service.token(admin)}` },
      {
        'proxy-authorization': `Bearer ${service.token(admin)}`,
        'x-authorization': `Bearer ${service.token(admin)}`,
      },
    ];
    const closed = routes.filter((route) => !isPublic(route));
    const requests = closed.flatMap(({ method, path }) =>
      [...headers, ...more].map((tricks) => withTricks(requestFor(method, path), tricks)),
    );
    const statuses = new Set<number>();
    await client.askAll(requests, ({ status }) => statuses.add(status));
    expect([...statuses]).toEqual([401]);
  });
});

/** With a right body where the method takes one. */
function requestFor(method: string, path: string, token?: string): RawRequest {
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  return {
    method,
    path,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body: method === 'PATCH' ? '{"isActive":true}' : '{"prompt":"a login form"}' }),
  };
}

const withTricks = (request: RawRequest, tricks: Readonly<Record<string, string>>): RawRequest => ({
  ...request,
  headers: { ...request.headers, ...tricks },
});
