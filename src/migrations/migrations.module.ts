import {
  type BeforeApplicationShutdown,
  ConfigurableModuleBuilder,
  Inject,
  Injectable,
  Logger,
  Module,
} from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Connection, ConnectionStates } from 'mongoose';
import { migrate } from './migrate';
import { type MigrationOptions, SchemaConflictError } from './migration';
import { unsummedText } from './unsummed-records';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<MigrationOptions>()
  .setClassMethodName('forRoot')
  .build();

/**
 * The service makes what it needs by itself, as soon as it has found its database. What keeps it from that is logged, and keeps
 * nobody's records from being stored: while a newer release is rolled out, the older ones go on.
 */
@Injectable()
class MigrationAtStart implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Migrations');
  private isEnding = false;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: MigrationOptions,
  ) {
    connection.on('connected', () => void this.migrate());
    if (connection.readyState === ConnectionStates.connected) void this.migrate();
  }

  beforeApplicationShutdown(): void {
    this.isEnding = true;
  }

  private async migrate(): Promise<void> {
    try {
      const { db } = this.connection;
      if (db === undefined) return;
      await migrate(db, this.options);
      const unsummed = await unsummedText(db);
      if (unsummed !== undefined) this.logger.warn(unsummed);
    } catch (error) {
      if (this.isEnding) return;
      if (error instanceof SchemaConflictError) this.logger.error(error.message);
      else this.logger.error('The database could not be prepared: questions may be slow.', error);
    }
  }
}

@Module({ providers: [MigrationAtStart] })
export class MigrationsModule extends ConfigurableModuleClass {}
