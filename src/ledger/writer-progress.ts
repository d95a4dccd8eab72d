import { type mongo } from 'mongoose';
import { type WriterProgress } from './ledger-collections';

/** How far a writer has come. Batches up to `counted` are part of all rollups; those up to `counting` may be part of some. */
export interface Progress {
  readonly counted: number;
  readonly counting: number;
}

/** No command of a process that has ended takes so long to reach the database. */
const LONG_AGO_MS = 60 * 60_000;
const MOST_FORGOTTEN = 20;

export async function progressOf(
  writers: mongo.Collection<WriterProgress>,
  writer: string,
): Promise<Progress> {
  const found = await writers.findOne({ _id: writer });
  return { counted: found?.counted ?? 0, counting: found?.counting ?? 0 };
}

/** Notes that there is this writer, so that its records can be told from those of one that the database has lost. */
export async function begin(writers: mongo.Collection<WriterProgress>, writer: string): Promise<Progress> {
  const found = await writers.findOneAndUpdate(
    { _id: writer },
    { $setOnInsert: { counted: 0 } },
    { upsert: true, returnDocument: 'after' },
  );
  return { counted: found?.counted ?? 0, counting: found?.counting ?? 0 };
}

/** Before anything of a group is counted: whoever takes over from a dead process must count the same group. */
export async function claim(
  writers: mongo.Collection<WriterProgress>,
  writer: string,
  number: number,
): Promise<void> {
  await writers.updateOne({ _id: writer }, { $max: { counting: number } }, { upsert: true });
}

export async function counted(
  writers: mongo.Collection<WriterProgress>,
  writer: string,
  number: number,
): Promise<void> {
  await writers.updateOne({ _id: writer }, { $max: { counted: number } }, { upsert: true });
}

/** The writer has ended, and no batch of it will ever come again: rollups need not remember it. */
export async function end(writers: mongo.Collection<WriterProgress>, writer: string): Promise<void> {
  await writers.updateOne({ _id: writer }, { $set: { endedAt: new Date() } });
}

/** The last writers that ended long ago. Rollups that still change forget them one by one; in the others they do no harm. */
export async function endedLongAgo(writers: mongo.Collection<WriterProgress>): Promise<readonly string[]> {
  const ended = await writers
    .find({ endedAt: { $lt: new Date(Date.now() - LONG_AGO_MS) } })
    .sort({ endedAt: -1 })
    .limit(MOST_FORGOTTEN)
    .toArray();
  return ended.map(({ _id }) => _id);
}
