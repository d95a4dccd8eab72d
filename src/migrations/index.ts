export { migrate, newerSchemaText, schemaStatus, type SchemaStatus } from './migrate';
export { SCHEMA_VERSION } from './migrations';
export { MigrationsModule } from './migrations.module';
