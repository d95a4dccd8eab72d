import { type mongo } from 'mongoose';

/** Every MongoDB has views. The embedded store has none, and is alone in saying that it stores by lmdb. */
export async function hasViews(db: mongo.Db): Promise<boolean> {
  const { storageEngines } = await db.command({ buildInfo: 1 });
  return !(Array.isArray(storageEngines) && storageEngines.includes('lmdb'));
}
