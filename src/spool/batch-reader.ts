import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch } from './batch';
import { type Frame, bodyOf, readFrames } from './frames';
import { reasonOf } from './problems';
import { type Segment } from './segment';

const ATTEMPTS = 5;
const AGAIN_MS = 1_000;

/** The items of a batch, from memory or from its file: a few attempts to read it. Throws what the disk says. */
export async function itemsOf<Item>(
  batch: Batch<Item>,
  decode: (bytes: Uint8Array) => Item,
  isClosed: () => boolean,
): Promise<readonly Item[] | undefined> {
  for (let attempt = 1; !isClosed(); attempt++) {
    if (batch.items !== undefined || batch.segment === undefined) return batch.items;
    try {
      return await readBatch(batch, batch.segment, decode);
    } catch (error) {
      if (attempt === ATTEMPTS || reasonOf(error) === 'ENOENT') throw error;
      await sleep(AGAIN_MS);
    }
  }
  return undefined;
}

async function readBatch<Item>(
  batch: Batch<Item>,
  segment: Segment,
  decode: (bytes: Uint8Array) => Item,
): Promise<Item[]> {
  const bytes = await readRange(segment.path, batch.start, batch.end);
  const items: Item[] = [];
  const setAside = (start: number, end: number) => {
    segment.setAside(batch.start + start, bytes.subarray(start, end));
  };
  const visit = (frame: Frame) => {
    if (frame.kind !== 'item' || frame.batch !== batch.number) return;
    const item = decoded(decode, bodyOf(bytes, frame));
    if (item === undefined) setAside(frame.start, frame.end);
    else items.push(item.value);
  };
  // What the look through the file has found damaged was set aside then.
  readFrames(
    bytes,
    { salt: segment.salt, offset: batch.start },
    visit,
    batch.isDamaged ? () => undefined : setAside,
  );
  if (items.length !== batch.count) batch.isDamaged = true;
  return items;
}

async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(end - start);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, start + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

function decoded<Item>(
  decode: (bytes: Uint8Array) => Item,
  bytes: Uint8Array,
): { readonly value: Item } | undefined {
  try {
    return { value: decode(bytes) };
  } catch {
    return undefined;
  }
}
