import {
  BadRequestException,
  Controller,
  ForbiddenException,
  Get,
  HttpException,
  InternalServerErrorException,
  NotFoundException,
  Param,
  Post,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { answer, ApiError } from '.';
import { servedApp } from './served-app.fixture';

const named = (name: string, message = 'canary', more: object = {}) =>
  Object.assign(new Error(message), { name }, more);

const errors: Readonly<Record<string, () => unknown>> = {
  'not-found': () => new NotFoundException('There is no such user.'),
  forbidden: () => new ForbiddenException("This needs the role 'admin'."),
  several: () => new BadRequestException(['First this.', 'Then that.']),
  'own-code': () => new ServiceUnavailableException('Not now.', { errorCode: 'not_now' }),
  api: () =>
    new ApiError({
      status: 503,
      code: 'openai_not_configured',
      message: 'Set OPENAI_API_KEY.',
      details: { setting: 'OPENAI_API_KEY' },
    }),
  provider: () =>
    new ApiError({ status: 502, code: 'provider_error', message: 'OpenAI failed.', cause: named('X') }),
  teapot: () => new HttpException('I am a teapot.', 418),
  unforeseen: () => new TypeError('canary: sk-canary123456 eyJhbGciOi.eyJzdWIi.c2ln Bearer canary'),
  'with-cause': () => new Error('outer', { cause: new Error('at mongodb://canary:canary@db.example/x') }),
  internal: () => new InternalServerErrorException('canary'),
  text: () => 'canary',
  nothing: () => undefined,
  'an-object': () => ({ canary: 'canary', statusCode: 200, message: 'canary' }),
  selection: () => named('MongoServerSelectionError'),
  'inside-mongoose': () => named('MongooseServerSelectionError'),
  buffering: () => named('MongooseError', 'Operation `x.find()` buffering timed out after 10000ms'),
  caused: () => new Error('canary', { cause: named('MongoNetworkError') }),
  'stepped-down': () => named('MongoServerError', 'canary', { codeName: 'PrimarySteppedDown' }),
  'too-slow': () => named('MongoServerError', 'canary', { codeName: 'MaxTimeMSExpired' }),
  duplicate: () => named('MongoServerError', 'E11000 canary', { codeName: 'DuplicateKey' }),
};

@Controller()
class FailingController {
  @Get('fine')
  fine() {
    return answer({ count: 1 }, 'Counted.');
  }

  @Get('fails/:how')
  fails(@Param('how') how: string) {
    throw errors[how]?.();
  }

  @Post('takes')
  takes() {
    return answer(null, 'Taken.');
  }

  @Get('breaks-off')
  breaksOff(@Res() { raw }: { raw: ServerResponse }) {
    raw.writeHead(200, { 'content-type': 'text/event-stream' });
    raw.write('data: 1\n\n');
    throw new Error('in the middle');
  }
}

describe('an answer', () => {
  let app: Awaited<ReturnType<typeof servedApp>>;

  beforeAll(async () => {
    app = await servedApp(FailingController);
  });
  afterAll(() => app.close());
  afterEach(() => app.log.splice(0));

  it('that went well is wrapped', async () => {
    expect((await app.ask('/fine')).body).toEqual({ success: true, data: { count: 1 }, message: 'Counted.' });
  });

  it.each([
    ['not-found', 404, 'not_found', 'There is no such user.'],
    ['forbidden', 403, 'forbidden', "This needs the role 'admin'."],
    ['several', 400, 'invalid_request', 'First this. Then that.'],
    ['own-code', 503, 'not_now', 'Not now.'],
    ['provider', 502, 'provider_error', 'OpenAI failed.'],
    ['teapot', 418, 'invalid_request', 'I am a teapot.'],
  ])('says what went wrong: %s', async (how, status, code, message) => {
    const { status: given, body, headers } = await app.ask(`/fails/${how}`);
    expect(given).toBe(status);
    expect(body).toEqual({
      success: false,
      error: { code, message },
      requestId: headers.get('x-request-id'),
    });
    expect(body.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it('carries details where there are some', async () => {
    expect((await app.ask('/fails/api')).body.error).toEqual({
      code: 'openai_not_configured',
      message: 'Set OPENAI_API_KEY.',
      details: { setting: 'OPENAI_API_KEY' },
    });
  });

  it.each(['unforeseen', 'with-cause', 'internal', 'text', 'nothing', 'an-object', 'duplicate'])(
    'says nothing about an error that nobody foresaw: %s',
    async (how) => {
      const { status, text, body } = await app.ask(`/fails/${how}?prompt=canary`);
      expect(status).toBe(500);
      expect(body.error).toEqual({
        code: 'internal_error',
        message: 'Something went wrong on our side. Try again; if it stays, report it with the request id.',
      });
      expect(text).not.toContain('canary');
      expect(app.log.join()).toContain(`(request ${body.requestId ?? ''})`);
    },
  );

  it('that failed is in the log with its stack and its causes, but without secrets', async () => {
    await app.ask('/fails/unforeseen');
    await app.ask('/fails/with-cause');
    const log = app.log.join('\n');
    expect(log).toContain('TypeError: canary: sk-… <token> Bearer …\n    at ');
    expect(log).toContain('caused by Error: at mongodb://…@db.example/x\n    at ');
  });

  it.each(['selection', 'inside-mongoose', 'buffering', 'caused', 'stepped-down'])(
    'asks for patience while the database is away: %s',
    async (how) => {
      const { status, body, headers, text } = await app.ask(`/fails/${how}`);
      expect([status, body.error?.code, headers.get('retry-after')]).toEqual([
        503,
        'database_unavailable',
        '5',
      ]);
      expect(body.error?.message).toMatch(/^The database cannot be reached/);
      expect(text).not.toContain('canary');
    },
  );

  it('tells a slow question from a missing database', async () => {
    const { status, body } = await app.ask('/fails/too-slow');
    expect([status, body.error?.code]).toEqual([503, 'database_unavailable']);
    expect(body.error?.message).toMatch(/^The database took too long/);
  });

  it.each([
    ['GET', '/nowhere?canary=canary'],
    ['GET', '/canary'],
    ['PUT', '/fine'],
    ['DELETE', '/takes/canary'],
  ])('does not repeat the address of an unknown route: %s %s', async (method, path) => {
    const { status, body, text } = await app.ask(path, { method });
    expect([status, body.error?.code]).toEqual([404, 'not_found']);
    expect(text).not.toContain('canary');
  });

  it.each([
    ['no JSON', '{"prompt": "canary', 'application/json', 400, 'invalid_request'],
    ['nothing', '', 'application/json', 400, 'invalid_request'],
    ['a forbidden key', '{"__proto__": {"canary": 1}}', 'application/json', 400, 'invalid_request'],
    ['a form', 'prompt=canary', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['plain text', '"canary"', 'text/plain', 415, 'unsupported_media_type'],
    ['another type', 'canary', 'text/canary', 415, 'unsupported_media_type'],
    ['no type at all', 'canary', '', 415, 'unsupported_media_type'],
    ['three megabytes', `"canary${'x'.repeat(3_000_000)}"`, 'application/json', 413, 'payload_too_large'],
  ])('refuses a body without repeating it: %s', async (_, sent, type, status, code) => {
    const { status: given, body, text } = await app.post('/takes', sent, type);
    expect([given, body.error?.code]).toEqual([status, code]);
    expect(body.error?.message).toMatch(/^The body .+\.$/);
    expect(text).not.toContain('canary');
    expect(app.log).toEqual([]);
  });

  it.each(['/%', '/fails/%', '/fails/%c3%28canary'])('refuses an unreadable address: %s', async (path) => {
    const { status, body, headers, text } = await app.ask(path);
    expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
    expect(headers.get('x-request-id')).toBe(body.requestId);
    expect(text).not.toContain('canary');
  });

  it('that has begun is cut off, so that nobody takes it for a whole one', async () => {
    const response = await fetch(`${app.url}/breaks-off`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(app.log.join()).toContain('in the middle');
    expect((await app.ask('/fine')).status).toBe(200);
  });
});
