import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { CONNECT_OPTIONS, Database, type DatabaseOptions } from './database';

/** The connection for `@nestjs/mongoose`: to MongoDB, or to the embedded store where no MongoDB is given. */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    const server: DynamicModule = {
      module: DatabaseServerModule,
      // Nest shuts global modules down last: after all that still write.
      global: true,
      providers: [{ provide: Database, useFactory: () => Database.start(options) }],
      exports: [Database],
    };
    const connection = MongooseModule.forRootAsync({
      imports: [server],
      inject: [Database],
      useFactory: (database: Database) => ({
        ...CONNECT_OPTIONS,
        uri: database.uri,
        lazyConnection: true,
        connectionFactory: (made: Connection) => database.keepConnected(made),
      }),
    });
    return { module: DatabaseModule, imports: [server, connection] };
  }
}

@Module({})
class DatabaseServerModule {}
