import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { mongodbUriFor } from '../../test/support/mongodb';
import { startEmbeddedMongo } from '.';

/** One collection on the embedded store, and one of the same name on the MongoDB of the tests. */
export type Both = readonly [ours: mongo.Collection, theirs: mongo.Collection];

/** Both servers, started before all tests of a suite and stopped after them. */
export function bothServers(): (name: string) => Both {
  const databaseName = `differential_${process.pid}`;
  let stop: (() => Promise<void>) | undefined;
  let collections: ((name: string) => Both) | undefined;

  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
    const embedded = await startEmbeddedMongo({ dataDir });
    const ours = await mongo.MongoClient.connect(embedded.uri);
    const theirs = await mongo.MongoClient.connect(mongodbUriFor(''));
    collections = (name) => [
      ours.db(databaseName).collection(name),
      theirs.db(databaseName).collection(name),
    ];
    stop = async () => {
      await theirs.db(databaseName).dropDatabase();
      await Promise.all([ours.close(), theirs.close()]);
      await embedded.stop();
      await rm(dataDir, { recursive: true });
    };
  }, 60_000);
  afterAll(() => stop?.());

  return (name) => {
    if (collections === undefined) throw new Error('The servers are started before all tests.');
    return collections(name);
  };
}
