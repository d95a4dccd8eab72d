import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { AnalyticsModule, UsageQuestions } from '../../src/analytics';
import { USER_SETS } from '../../src/usage';

/** The service's own answers, of the room that the routes ask. */
export async function ourAnswers(connection: Connection, timeZone: string): Promise<UsageQuestions> {
  @Module({})
  class Root {}
  const database = {
    module: Root,
    global: true,
    providers: [{ provide: getConnectionToken(), useValue: connection }],
    exports: [getConnectionToken()],
  };
  const context = await NestFactory.createApplicationContext(
    { module: Root, imports: [database, AnalyticsModule.forRoot({ timeZone })] },
    { logger: false },
  );
  return context.get(UsageQuestions, { strict: false });
}

/** The same connection, on which nobody is in any set of users: what is asked of them takes no time. */
export function withoutUserSets(connection: Connection): Connection {
  const none = { aggregate: () => ({ toArray: () => Promise.resolve([]) }) };
  return new Proxy(connection, {
    get: (target, name) =>
      name === 'collection'
        ? (collection: string) => (collection === USER_SETS ? none : target.collection(collection))
        : (Reflect.get(target, name) as unknown),
  });
}
