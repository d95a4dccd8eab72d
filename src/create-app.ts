import { ConsoleLogger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { AppModule, type Reach } from './app.module';
import { type Settings } from './config';
import { fastifyAdapter } from './http';
import { trackForeignClients } from './openai';

/** The whole service, ready to listen. Until it is told otherwise it logs warnings only: Nest has much to say at a start. */
export async function createApp(
  settings: Settings,
  features: readonly Type[] = [],
  reach?: Reach,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings, features, reach),
    fastifyAdapter({ corsOrigins: settings.corsOrigins }),
    // What keeps the service from starting is thrown, and said once, by whoever starts it.
    { logger: false, abortOnError: false, instrument: trackForeignClients() },
  );
  app.useLogger(consoleLogger('warn'));
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, DESCRIPTION), {
    jsonDocumentUrl: 'docs/json',
    raw: ['json'],
  });
  app.enableShutdownHooks();
  return app;
}

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

/** Logs what is at least as grave as `level`. */
export function consoleLogger(level: Settings['logLevel']): ConsoleLogger {
  return new ConsoleLogger({
    logLevels: LEVELS.slice(0, LEVELS.indexOf(level) + 1),
    colors: isatty(process.stdout.fd),
  });
}

// The same place seen from src/ and from dist/.
const { version: VERSION } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
  version: string;
};

const DESCRIPTION = new DocumentBuilder()
  .setTitle('Token Ledger')
  .setDescription('Who made each OpenAI call, for what, how many tokens it used and what it cost.')
  .setVersion(VERSION)
  .addBearerAuth()
  .build();
