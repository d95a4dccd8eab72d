import { Body, Controller, Get, Param, Post, Res, StreamableFile } from '@nestjs/common';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { servedApp } from './served-app.fixture';

@Controller()
class StreamingController {
  @Get('users/:id')
  user(@Param('id') id: string) {
    return { length: id.length };
  }

  @Post('takes')
  takes(@Body() body: unknown) {
    return { taken: body };
  }

  @Get('stream/:milliseconds')
  stream(@Param('milliseconds') milliseconds: string) {
    return new StreamableFile(Readable.from(ticks(Number(milliseconds))));
  }

  @Get('past-fastify')
  pastFastify(@Res() { raw }: { raw: ServerResponse }) {
    raw.writeHead(200).end('past');
  }
}

async function* ticks(milliseconds: number) {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    yield 'tick ';
    await wait(50);
  }
  yield 'end';
}

type App = Awaited<ReturnType<typeof servedApp>>;

describe('every request', () => {
  let app: App;

  beforeAll(async () => {
    app = await servedApp(StreamingController);
  });
  afterAll(() => app.close());

  const idFor = async (path: string, given?: string) =>
    (await app.ask(path, given === undefined ? {} : { headers: { 'x-request-id': given } })).headers.get(
      'x-request-id',
    );

  it.each(['/users/1', '/past-fastify', '/stream/1', '/nowhere', '/%'])('has an id at %s', async (path) => {
    const ids = [await idFor(path), await idFor(path)];
    expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    expect(ids[1]).not.toBe(ids[0]);
  });

  it.each(['a', 'req_1.2-3', 'x'.repeat(128)])('keeps the id that it came with: %s', async (id) => {
    expect(await idFor('/users/1', id)).toBe(id);
    expect(await idFor('/%', id)).toBe(id);
  });

  it.each(['', 'a b', '<script>', 'x'.repeat(129), 'ä', '{"a":1}', '${jndi:ldap://x}', 'a,b'])(
    'gets a new one instead of %j',
    async (id) => {
      expect(await idFor('/users/1', id)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    },
  );

  it('may name a user of 256 characters, however they are encoded', async () => {
    for (const character of ['u', 'ü', '語', '/']) {
      const id = encodeURIComponent(character.repeat(256));
      expect((await app.ask(`/users/${id}`)).text).toBe('{"length":256}');
    }
  });

  it('is refused when a part of its address is absurdly long', async () => {
    const { status, body } = await app.ask(`/users/${'u'.repeat(5_000)}`);
    expect([status, body.error?.code]).toEqual([414, 'uri_too_long']);
  });

  it('is refused when its headers are too large', async () => {
    const { status, body } = await app.ask('/users/1', { headers: { 'x-large': 'x'.repeat(17_000) } });
    expect([status, body.error?.code]).toEqual([431, 'headers_too_large']);
    expect((await app.ask(`/users/1?${'x'.repeat(17_000)}`)).status).toBe(431);
  });

  it.each([
    'NONSENSE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /takes HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
  ])('is refused when it is not HTTP: %j', async (text) => {
    const heard = await app.speak(text);
    expect(heard).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(heard).toContain('"code":"invalid_request"');
  });

  it('is refused when it hides a second one', async () => {
    const heard = await app.speak(
      'POST /takes HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /users/1 HTTP/1.1\r\n\r\n',
    );
    expect(heard).toMatch(/^HTTP\/1.1 400/);
    expect(heard).not.toContain('"length"');
  });
});

describe('patience', () => {
  it.each([
    ['headers', 'POST /takes HTTP/1.1\r\nHost: a\r\nX-Slow:'],
    [
      'a body',
      'POST /takes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('ends for %s that do not arrive', async (_, text) => {
    const app = await servedApp(StreamingController, { requestMs: 200 });
    const heard = await app.speak(text);
    expect(heard).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(heard).toContain('"code":"request_timeout"');
    expect(app.log).toEqual([]);
    await app.close();
  });

  const SLOW = 40;
  it.each([
    ['says nothing', '', ''],
    ['sends headers a letter at a time', 'POST /takes HTTP/1.1\r\nHost: a\r\nX-Slow: ', 'x'],
    ['sends header after header', 'POST /takes HTTP/1.1\r\nHost: a\r\n', 'X-Slow: x\r\n'],
    [
      'sends a body a letter at a time',
      'POST /takes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"',
      'x',
    ],
    [
      'sends a body of endless chunks',
      'POST /takes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\n1\r\n',
    ],
  ])(
    `ends for each of ${SLOW} who %s, while others are answered`,
    async (_, start, more) => {
      const app = await servedApp(StreamingController, { requestMs: 1_000 });
      const began = performance.now();
      const slow = Array.from({ length: SLOW }, () => app.speak(start, more));
      expect((await app.ask('/users/1')).status).toBe(200);
      // 400 for who had sent all of it, which is no request, before its time was over: on a busy machine.
      for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^(HTTP\/1.1 40[08]|$)/);
      expect(performance.now() - began).toBeLessThan(10_000);
      await app.close();
    },
    20_000,
  );

  it('does not end for an answer that takes longer', async () => {
    const app = await servedApp(StreamingController, { requestMs: 200 });
    expect((await app.ask('/stream/1000')).text).toMatch(/tick end$/);
    await app.close();
  });
});

describe('closing', () => {
  /** How long it takes, while one connection is idle and another one still gets its answer. */
  const closingTime = async (milliseconds: number, shutdownMs: number) => {
    const app = await servedApp(StreamingController, { shutdownMs });
    await app.ask('/users/1');
    const stream = await fetch(`${app.url}/stream/${milliseconds}`);
    const text = stream.text().catch(() => 'cut');
    const start = performance.now();
    await app.close();
    return { time: performance.now() - start, text: await text };
  };

  it('does not wait for a connection that has asked for nothing yet', async () => {
    const app = await servedApp(StreamingController, { shutdownMs: 60_000 });
    const early = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(early, 'connect');
    await app.ask('/users/1');
    await app.close();
    expect(early.destroyed || (await once(early, 'close'))).toBeTruthy();
  });

  it('waits for an open answer, and not longer', async () => {
    const { time, text } = await closingTime(500, 10_000);
    expect(text).toMatch(/tick end$/);
    expect(time).toBeLessThan(4_000);
  });

  it('cuts an answer that does not end', async () => {
    const { time, text } = await closingTime(60_000, 500);
    expect(text).toBe('cut');
    expect(time).toBeGreaterThan(450);
    expect(time).toBeLessThan(4_000);
  });
});
