export { Database } from './database';
export { DatabaseModule } from './database.module';
export { isStillToBeMade, type OpenDatabase, withDatabase } from './with-database';
export { DatabaseUnreachableError } from './unreachable';
