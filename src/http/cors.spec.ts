import { type CanActivate, Controller, Get, Post, Res, UseGuards } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { answer, ApiError } from '.';
import { servedApp } from './served-app.fixture';

const ours = 'https://app.example.com';
const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } };

class NobodyPasses implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller()
class TestController {
  @Get('fine')
  fine() {
    return answer(null, 'Fine.');
  }

  @Post('fine')
  takes() {
    return answer(null, 'Taken.');
  }

  @Get('busy')
  busy() {
    throw new ApiError({ status: 503, code: 'busy', message: 'Not now.' });
  }

  @Get('slow-database')
  slowDatabase() {
    throw Object.assign(new Error('away'), { name: 'MongoServerSelectionError' });
  }

  @UseGuards(NobodyPasses)
  @Get('closed')
  closed() {
    return answer(null, 'Never.');
  }

  @Get('past-fastify')
  pastFastify(@Res() { raw }: { raw: ServerResponse }) {
    raw.writeHead(200, { 'content-type': 'text/event-stream' });
    raw.write('data: 1\n\n');
    raw.end('data: 2\n\n');
  }
}

type App = Awaited<ReturnType<typeof servedApp>>;
const corsHeaders = ({ headers }: { readonly headers: Headers }) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

const PATHS = [
  '/fine',
  '/busy',
  '/slow-database',
  '/closed',
  '/past-fastify',
  '/nowhere',
  '/%',
  '/fine/%c3%28',
];

describe('a page of an origin that is allowed', () => {
  let app: App;
  beforeAll(async () => {
    app = await servedApp(TestController, { corsOrigins: ['http://localhost:5173', ours] });
  });
  afterAll(() => app.close());

  const ask = (path: string, init: RequestInit = {}, origin = ours) =>
    app.ask(path, { ...init, headers: { ...(init.headers as Record<string, string>), origin } });

  it.each(PATHS)('may read the answer of %s, whatever it is, its id, and when to try again', async (path) => {
    const response = await ask(path);
    expect(corsHeaders(response)).toEqual({
      'access-control-allow-origin': ours,
      'access-control-expose-headers': 'X-Request-Id, Retry-After',
    });
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it.each(PATHS)('may ask %s: that is answered before any guard and route', async (path) => {
    const response = await ask(path, preflight);
    expect([response.status, response.text]).toEqual([204, '']);
    expect(corsHeaders(response)).toEqual({
      'access-control-allow-origin': ours,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, X-Request-Id',
      'access-control-max-age': '600',
    });
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('may be any of several', async () => {
    const other = 'http://localhost:5173';
    expect((await ask('/fine', {}, other)).headers.get('access-control-allow-origin')).toBe(other);
  });

  it('may read why its body was refused', async () => {
    const body = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    const response = await ask('/fine', body);
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe(ours);
  });

  it('asks nothing with OPTIONS alone: that is a request like any other', async () => {
    expect((await ask('/fine', { method: 'OPTIONS' })).status).toBe(404);
  });

  it.each([
    'https://app.example.com.evil.example',
    'https://evil.example',
    'https://sub.app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'HTTPS://APP.EXAMPLE.COM',
    'http://localhost:5174',
    'null',
    '*',
    '',
    `${ours}, https://evil.example`,
    `https://evil.example, ${ours}`,
  ])('is not %j, to which nothing is said', async (origin) => {
    for (const [init, status] of [
      [{}, 200],
      [preflight, 404],
    ] as const) {
      const response = await ask('/fine', init, origin);
      expect([response.status, corsHeaders(response)]).toEqual([status, {}]);
      expect(response.headers.get('vary')).toBe('Origin');
    }
  });

  it('is told apart by caches from who names no origin', async () => {
    const response = await app.ask('/fine');
    expect(corsHeaders(response)).toEqual({});
    expect(response.headers.get('vary')).toBe('Origin');
  });
});

describe('without a list of origins', () => {
  it('nothing is said to anybody', async () => {
    const app = await servedApp(TestController);
    for (const init of [
      { headers: { origin: ours } },
      { ...preflight, headers: { ...preflight.headers, origin: ours } },
    ]) {
      const response = await app.ask('/fine', init);
      expect(corsHeaders(response)).toEqual({});
      expect(response.headers.has('vary')).toBe(false);
    }
    await app.close();
  });
});
