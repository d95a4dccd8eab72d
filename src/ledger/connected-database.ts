import { type Connection, mongo } from 'mongoose';

/** The database of a connection that has been there once. */
export function databaseOf({ db }: Connection): mongo.Db {
  if (db === undefined) throw new mongo.MongoNotConnectedError('There has been no connection yet.');
  return db;
}
