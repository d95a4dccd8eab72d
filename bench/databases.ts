import { type Connection, createConnection, type mongo } from 'mongoose';

export interface Database {
  readonly connection: Connection;
  readonly db: mongo.Db;
}

/** Databases on one server, each with a connection of its own. */
export class Databases {
  private readonly open = new Set<Database>();
  private made = 0;

  /** `uri` names a database that nobody else has: the names of the others begin with its name. */
  constructor(private readonly uri: string) {}

  /** A new one, empty. */
  async create(): Promise<Database> {
    this.made++;
    const dbName = `${new URL(this.uri).pathname.slice(1)}_${this.made}`;
    const connection = await createConnection(this.uri, { dbName }).asPromise();
    const database = { connection, db: connection.getClient().db(dbName) };
    this.open.add(database);
    return database;
  }

  async drop(database: Database): Promise<void> {
    this.open.delete(database);
    await database.connection.dropDatabase().finally(() => database.connection.close());
  }

  async dropAll(): Promise<void> {
    for (const database of this.open) await this.drop(database);
  }
}
