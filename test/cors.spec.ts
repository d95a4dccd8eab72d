import { eventsOf, wordsOf } from './support/event-stream';
import { type Route, routesOf } from './support/routes';
import { admin, alice, type Body, TestService } from './support/test-service';

const frontend = 'https://app.example.com';
const stranger = 'https://evil.example';
const json = { 'content-type': 'application/json' };
const allowedIn = ({ headers }: Response) => headers.get('access-control-allow-origin');

/** The question that a browser asks before a request with a token. */
const preflight = (origin: string, method: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type',
  },
});

describe('a frontend on another origin', () => {
  let service: TestService;
  let routes: readonly Route[];

  beforeAll(async () => {
    service = await TestService.start({ CORS_ORIGINS: `http://localhost:5173,${frontend}` });
    routes = routesOf(service.app);
  });
  afterAll(() => service.stop());

  it('is told, on every route and without a token, that it may ask', async () => {
    expect(routes.length).toBeGreaterThan(8);
    for (const { path, method } of routes) {
      const response = await service.fetch(path, undefined, preflight(frontend, method));
      expect([path, response.status, await response.text()]).toEqual([path, 204, '']);
      expect(allowedIn(response)).toBe(frontend);
      expect(response.headers.get('access-control-allow-methods')).toContain(method);
      expect(response.headers.get('access-control-allow-headers')).toMatch(/Authorization, Content-Type/);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('still needs a token for what needs one, and can read that it does', async () => {
    for (const { path, method } of routes) {
      const init = {
        method,
        headers: { origin: frontend, ...json },
        ...(!['GET', 'HEAD'].includes(method) && { body: '{}' }),
      };
      const response = await service.fetch(path, undefined, init);
      expect([path, allowedIn(response)]).toEqual([path, frontend]);
      if (!/^\/(health|docs)/.test(path)) expect(response.status).toBe(401);
    }
  });

  it('can read answers and errors, and the id of each', async () => {
    for (const [path, by, status] of [
      ['/admin/openai/dashboard', admin, 200],
      ['/admin/openai/dashboard', alice, 403],
      ['/admin/openai/top-users?limit=0', admin, 400],
      ['/admin/openai/user/%/history', admin, 400],
      ['/nowhere', admin, 404],
    ] as const) {
      const response = await service.fetch(path, by, { headers: { origin: frontend } });
      expect([path, response.status, allowedIn(response)]).toEqual([path, status, frontend]);
      expect(response.headers.get('access-control-expose-headers')).toBe('X-Request-Id, Retry-After');
      const { requestId } = (await response.json()) as Body;
      if (status !== 200) expect(response.headers.get('x-request-id')).toBe(requestId);
    }
  });

  it('can read a stream while it is written', async () => {
    const response = await service.generate(
      alice,
      { stream: true },
      { headers: { origin: frontend, ...json } },
    );
    expect([response.status, allowedIn(response)]).toEqual([200, frontend]);
    expect(wordsOf(await eventsOf(response))).not.toBe('');
  });

  it('of a stranger is told nothing', async () => {
    const asked = await service.fetch('/admin/openai/dashboard', undefined, preflight(stranger, 'GET'));
    expect([asked.status, allowedIn(asked)]).toEqual([404, null]);
    const response = await service.fetch('/admin/openai/dashboard', admin, { headers: { origin: stranger } });
    expect([response.status, allowedIn(response)]).toEqual([200, null]);
  });
});

describe('without CORS_ORIGINS', () => {
  it('no frontend of another origin is told anything', async () => {
    const service = await TestService.start();
    const asked = await service.fetch('/admin/openai/dashboard', undefined, preflight(frontend, 'GET'));
    expect([asked.status, allowedIn(asked)]).toEqual([404, null]);
    const answered = await service.fetch('/health', undefined, { headers: { origin: frontend } });
    expect([answered.status, allowedIn(answered), answered.headers.get('vary')]).toEqual([200, null, null]);
    await service.stop();
  });
});
