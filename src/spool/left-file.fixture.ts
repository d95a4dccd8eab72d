import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SpoolBatch } from '.';
import { type TestSpools, numbered, takeOne } from './spool.fixture';

/** A file that a life left: batches of 3 that were handed out, one of them done, and 2 items that are in none. */
export async function leftFile(
  spools: TestSpools,
): Promise<{ name: string; bytes: Buffer; batches: SpoolBatch<string>[] }> {
  const before = await spools.open({ batchSize: 3 });
  before.append(numbered(11));
  const batches = [await takeOne(before), await takeOne(before), await takeOne(before)];
  batches[1]?.done();
  await before.close();
  const [name = ''] = spools.files();
  return { name, bytes: readFileSync(join(spools.directory, name)), batches };
}

/** What the next life makes of a file with these bytes. */
export async function replayOf(spools: TestSpools, name: string, bytes: Uint8Array) {
  for (const file of spools.files()) rmSync(join(spools.directory, file));
  writeFileSync(join(spools.directory, name), bytes);
  const spool = await spools.open();
  spool.append(['of this life']);
  const batches: SpoolBatch<string>[] = [];
  for (let batch = await takeOne(spool); batch.isReplay; batch = await takeOne(spool)) {
    batches.push(batch);
    batch.done();
  }
  const { state } = spool;
  const files = spools.files().filter((file) => file === name || file.endsWith('.damaged'));
  await spool.close();
  return { batches, state, files };
}

export function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}
