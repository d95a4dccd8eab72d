import { Logger, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import { connect } from 'node:net';
import { ErrorFilter, fastifyAdapter, validationPipe } from '.';
import type { AdapterOptions } from './fastify-adapter';

/** A controller behind all that this room offers, on a port of its own. */
export async function servedApp(controller: Type, options?: AdapterOptions) {
  @Module({
    controllers: [controller],
    providers: [
      { provide: APP_FILTER, useClass: ErrorFilter },
      { provide: APP_PIPE, useFactory: validationPipe },
    ],
  })
  class TestModule {}

  const log: string[] = [];
  const write = (text: unknown) => void log.push(String(text));
  Logger.overrideLogger({ log: () => undefined, warn: write, error: write });
  const app = await NestFactory.create(TestModule, fastifyAdapter(options));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    log,
    url,
    close: () => app.close(),
    /** What is answered to a request, as JSON. */
    async ask(path: string, init?: RequestInit) {
      const response = await fetch(`${url}${path}`, init);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    post(path: string, body: string, type = 'application/json') {
      return this.ask(path, { method: 'POST', body, headers: { 'content-type': type } });
    },
    /** All that comes back on a connection of its own until it is closed from the other side. `more` is sent again and again. */
    speak(text: string, more = '') {
      return new Promise<string>((resolve, reject) => {
        let heard = '';
        const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
        const timer = more === '' ? undefined : setInterval(() => socket.write(more), 50);
        socket.on('data', (data) => (heard += data.toString()));
        // Who still sends while the other side hangs up hears of it so.
        socket.on('error', (error) => {
          if (more === '') reject(error);
        });
        socket.on('close', () => {
          clearInterval(timer);
          resolve(heard);
        });
      });
    },
  };
}

export interface Body {
  readonly success?: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: unknown };
  readonly requestId?: string;
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}
