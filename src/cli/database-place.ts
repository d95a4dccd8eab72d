import { type OpenDatabase } from '../database';

/** Which database a command works on, for a person. */
export function databasePlace({ kind, isServed, db }: OpenDatabase): string {
  const served = isServed ? ', through the service that is running' : '';
  return kind === 'MongoDB'
    ? `The MongoDB of MONGODB_URI, database ${db.databaseName}`
    : `The embedded store${served}`;
}
