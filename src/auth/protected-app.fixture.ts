import {
  Controller,
  Get,
  type INestApplication,
  Logger,
  type LoggerService,
  Module,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AuthModule, CurrentUser, type Principal, Public, Roles } from '.';
import type { AuthOptions } from './auth-options';

@Controller()
class TestController {
  @Get('mine')
  mine(@CurrentUser() user: Principal) {
    return user;
  }

  @Post('mine')
  change(@CurrentUser() user: Principal) {
    return user;
  }

  @Roles('admin')
  @Get('admin')
  admin() {
    return 'for admins';
  }

  @Roles('admin', 'auditor')
  @Get('books')
  books() {
    return 'for admins and auditors';
  }

  @Public()
  @Get('open')
  open() {
    return 'for all';
  }

  @Public()
  @Get('mistaken')
  mistaken(@CurrentUser() user: Principal) {
    return user;
  }
}

@Roles('admin')
@Controller('office')
class OfficeController {
  @Get()
  inside() {
    return 'for admins';
  }

  @Public()
  @Get('door')
  door() {
    return 'for all';
  }
}

/** A small application behind `AuthModule`, on a port of its own. */
export async function protectedApp(options: AuthOptions) {
  @Module({
    imports: [AuthModule.forRootAsync({ useFactory: () => Promise.resolve(options) })],
    controllers: [TestController, OfficeController],
  })
  class TestModule {}

  const log: string[] = [];
  Logger.overrideLogger(loggerInto(log));
  const app = await NestFactory.create(TestModule, new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  return { app, log, ...clientOf(app, await app.getUrl()) };
}

function clientOf(app: INestApplication, url: string) {
  return {
    close: () => app.close(),
    url,
    /** What a route answers to a token, or to a whole header if it is one. */
    async ask(path: string, token?: string, method = 'GET') {
      const response = await fetch(`${url}/${path}`, {
        method,
        ...(token !== undefined && {
          headers: { authorization: token.includes(' ') ? token : `Bearer ${token}` },
        }),
      });
      const text = await response.text();
      return { status: response.status, text, message: messageIn(text), headers: response.headers };
    },
  };
}

function messageIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { message?: unknown }).message;
  } catch {
    return undefined;
  }
}

function loggerInto(log: string[]): LoggerService {
  const write = (text: unknown) => void log.push(String(text));
  return { log: write, warn: write, error: write };
}
