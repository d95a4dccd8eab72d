export { Database } from './database';
export { DatabaseModule } from './database.module';
export { isStillToBeMade, openDatabase, type OpenDatabase } from './open-database';
export { DatabaseUnreachableError } from './unreachable';
