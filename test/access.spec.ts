import { sign } from 'jsonwebtoken';
import { Types } from 'mongoose';
import { generateKeyPairSync } from 'node:crypto';
import { isForAdmins, isPublic, RECORD_ID, type Route, routesOf } from './support/routes';
import { admin, alice, type Body, SECRET, TestService, usageRecord } from './support/test-service';

type Asked = Pick<Route, 'method' | 'path'>;
const BODIES: Readonly<Record<string, object>> = {
  POST: { prompt: 'a login form' },
  PATCH: { isActive: true },
};
const nameOf = ({ method, path }: Route) => `${method} ${path}`;

describe('access to the service', () => {
  let service: TestService;
  let routes: readonly Route[];

  beforeAll(async () => {
    service = await TestService.start();
    routes = routesOf(service.app);
    await service.insert([usageRecord({ _id: new Types.ObjectId(RECORD_ID) })]);
  });
  afterAll(() => service.stop());

  /** Asks a route that takes a body with a right one. */
  function ask({ method, path }: Asked, token?: string): Promise<Response> {
    return service.fetch(path, undefined, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(method in BODIES && { 'content-type': 'application/json' }),
      },
      ...(method in BODIES && { body: JSON.stringify(BODIES[method]) }),
    });
  }

  /** The status that each of these routes answers with, under the name of the route. */
  async function statusesOf(asked: readonly Route[], token?: string): Promise<Record<string, number>> {
    const pairs = asked.map(async (route) => {
      const response = await ask(route, token);
      await response.arrayBuffer();
      return [nameOf(route), response.status] as const;
    });
    return Object.fromEntries(await Promise.all(pairs));
  }

  const allOf = (asked: readonly Route[], status: number) =>
    Object.fromEntries(asked.map((route) => [nameOf(route), status]));

  it('concerns at least the routes that we know', () => {
    expect(routes.map(nameOf)).toEqual(
      expect.arrayContaining([
        'GET /admin/openai/dashboard',
        'GET /admin/openai/top-users',
        'GET /admin/openai/user/alice/stats',
        'GET /admin/openai/user/alice/history',
        'POST /api/test-generation',
        'GET /metrics',
        'GET /health',
        'GET /health/ready',
        'GET /docs',
        'GET /docs/json',
      ]),
    );
  });

  it('needs no token for the health and the description of the service', async () => {
    const statuses = await statusesOf(routes.filter(isPublic));
    expect(statuses).toMatchObject({
      'GET /health': 200,
      'GET /health/ready': 200,
      'GET /docs': 200,
      'GET /docs/json': 200,
    });
    // Of the page's files, some are not there: that is 404.
    expect(Object.values(statuses).filter((status) => status !== 200 && status !== 404)).toEqual([]);
  });

  it('is refused without a token, on every other route', async () => {
    const closed = routes.filter((route) => !isPublic(route));
    expect(await statusesOf(closed)).toEqual(allOf(closed, 401));
  });

  const seconds = Math.floor(Date.now() / 1_000);
  const claims = { sub: 'eve', email: 'eve@example.com', roles: ['admin'], exp: seconds + 3_600 };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const bad = {
    forged: sign(claims, 'another secret, as long as the one of the tests'),
    'signed in another way': sign(claims, privateKey, { algorithm: 'RS256' }),
    'signed with a longer hash': sign(claims, SECRET, { algorithm: 'HS512' }),
    unsigned: sign(claims, '', { algorithm: 'none' }),
    expired: sign({ ...claims, exp: seconds - 1 }, SECRET),
    'not valid yet': sign({ ...claims, nbf: seconds + 600 }, SECRET),
    'without an end': sign({ sub: 'eve', roles: ['admin'] }, SECRET),
    'without a user': sign({ ...claims, sub: undefined }, SECRET),
    'no token at all': 'let-me-in',
  };

  it.each(Object.entries(bad))('is refused to a token that is %s, on every route', async (_, token) => {
    const closed = routes.filter((route) => !isPublic(route));
    expect(await statusesOf(closed, token)).toEqual(allOf(closed, 401));
  });

  it('is refused with a sentence that says what to do and does not quote the token', async () => {
    for (const token of [undefined, ...Object.values(bad)]) {
      const response = await ask({ method: 'GET', path: '/admin/openai/dashboard' }, token);
      const { success, error, requestId } = (await response.json()) as Body;
      expect({ success, code: error.code }).toEqual({ success: false, code: 'unauthenticated' });
      expect(error.message).toMatch(/^[^\n]+\.$/);
      if (token !== undefined) expect(JSON.stringify(error)).not.toContain(token.slice(0, 20));
      expect(requestId).toBe(response.headers.get('x-request-id'));
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
    const expired = await ask({ method: 'GET', path: '/admin/openai/dashboard' }, bad.expired);
    expect(((await expired.json()) as Body).error.message).toContain('expired');
  });

  it('is refused to who is no administrator, on the admin routes, which name the role', async () => {
    const forAdmins = routes.filter(isForAdmins);
    for (const roles of [undefined, [], ['Admin'], ['admin '], ['user', 'administrator']]) {
      const token = service.token({ ...alice, ...(roles && { roles }) });
      expect(await statusesOf(forAdmins, token)).toEqual(allOf(forAdmins, 403));
    }
    for (const route of forAdmins.filter(({ method }) => method !== 'HEAD')) {
      const body = (await (await ask(route, service.token(alice))).json()) as Body;
      expect(body.error).toEqual({ code: 'forbidden', message: "This needs the role 'admin'." });
    }
  });

  it('is open to a user on the routes that are for users, and to an administrator on all', async () => {
    const forUsers = routes.filter((route) => !isPublic(route) && !isForAdmins(route));
    expect(await statusesOf(forUsers, service.token(alice))).toEqual(allOf(forUsers, 200));
    const closed = routes.filter((route) => !isPublic(route));
    expect(await statusesOf(closed, service.token(admin))).toEqual(allOf(closed, 200));
  });

  it('is decided before anything else: what is wrong with a request is told to nobody without a token', async () => {
    const requests: readonly (readonly [string, RequestInit?])[] = [
      ['/admin/openai/dashboard?startDate=x'],
      ['/admin/openai/user/alice/history?page=0'],
      [
        '/api/test-generation',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      ],
    ];
    for (const [path, init] of requests)
      expect((await service.fetch(path, undefined, init)).status).toBe(401);
    expect((await service.get('/admin/openai/dashboard?startDate=x', alice)).status).toBe(403);
  });

  it.each(['/admin/openai', '/admin', '/', '/api/test-generation/', '/Admin/openai/dashboard', '/metrics/'])(
    'does not get around by another way of writing: %s',
    async (path) => {
      expect((await service.fetch(path)).status).toBe(404);
    },
  );
});
