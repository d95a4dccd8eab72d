import { getModelToken } from '@nestjs/mongoose';
import { EJSON } from 'bson';
import { type Model, mongo } from 'mongoose';
import { OpenAITokenUsage, usageIndexes } from '../../src/usage';
import { TestService } from './test-service';
import { until } from './until';

/** The service on one of the two databases. */
export interface OnOneDatabase {
  readonly db: mongo.Db;
  readonly records: mongo.Collection;
}

/** The same service twice: on the embedded store and on the MongoDB of the tests. */
export class BothDatabases {
  private constructor(
    private readonly services: readonly TestService[],
    private readonly sides: readonly OnOneDatabase[],
  ) {}

  static async start(): Promise<BothDatabases> {
    const services = await Promise.all([TestService.start({ MONGODB_URI: '' }), TestService.start()]);
    return new BothDatabases(services, await Promise.all(services.map(sideOf)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }

  /** What each of them answers, as text that tells BSON types apart. An error is an answer too. */
  async ask(question: (side: OnOneDatabase) => Promise<unknown>): Promise<Answers> {
    const [embedded = '', mongodb = ''] = await Promise.all(this.sides.map((side) => textOf(side, question)));
    return { embedded, mongodb };
  }
}

interface Answers {
  readonly embedded: string;
  readonly mongodb: string;
}

async function sideOf(service: TestService): Promise<OnOneDatabase> {
  const { db } = await service.connection.asPromise();
  if (db === undefined) throw new Error('The service is not connected.');
  const model = service.app.get<Model<OpenAITokenUsage>>(getModelToken(OpenAITokenUsage.name));
  const records = db.collection(model.collection.collectionName);
  // The service makes them when it has connected: before a test forgets them.
  const wanted = 1 + usageIndexes('seed').length;
  await until(
    () => records.listIndexes().toArray().catch(noneYet),
    ({ length }) => length === wanted,
  );
  return { db, records };
}

const noneYet = () => [];

/** Errors name the database, and the two have each a name of their own. */
async function textOf(side: OnOneDatabase, question: (side: OnOneDatabase) => Promise<unknown>) {
  try {
    const text = EJSON.stringify(await question(side), { relaxed: false });
    return text.replaceAll(`${side.db.databaseName}.`, '');
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    return `error ${Number(error.code)}`;
  }
}
