import { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, framesIn } from './mongodb-frames';

/** What happens to messages on their way, in either direction. Chances are those of each message. */
export interface Trouble {
  readonly latencyMs?: number;
  /** A message's first bytes are written one at a time. */
  readonly byteByByte?: boolean;
  readonly resetChance?: number;
  /** One side is told that there will be no more, while the other may still be speaking. */
  readonly halfCloseChance?: number;
  /** Nothing arrives, and nobody is told. */
  readonly isBlackHole?: boolean;
}

export interface Way {
  readonly trouble: Trouble;
  readonly random: () => number;
  /** Told of every reply before it is passed on, and by which command it was asked for; true loses it. */
  readonly isLost: (command: string, reply: Frame) => boolean;
}

const SINGLE_BYTES = 64;

/** Carries the messages between a client and its server. Where one of them has gone, the other is cut off. */
export async function link(client: Socket, server: Socket, way: Way): Promise<void> {
  const asked = new Map<number, string>();
  const requests = carry(client, server, way, (request) => {
    asked.set(request.requestId, request.firstField);
    return false;
  });
  const replies = carry(server, client, way, (reply) => {
    const command = asked.get(reply.responseTo) ?? '';
    asked.delete(reply.responseTo);
    return way.isLost(command, reply);
  });
  await Promise.allSettled([requests, replies]);
}

async function carry(from: Socket, to: Socket, way: Way, isLost: (frame: Frame) => boolean): Promise<void> {
  try {
    for await (const frame of framesIn(from)) {
      if (isLost(frame)) break;
      await pass(frame, to, way);
      if (chance(way, way.trouble.resetChance)) to.resetAndDestroy();
      if (chance(way, way.trouble.halfCloseChance)) to.end();
      if (to.destroyed) break;
    }
  } finally {
    to.destroy();
    from.destroy();
  }
}

async function pass({ bytes }: Frame, to: Socket, way: Way): Promise<void> {
  while (way.trouble.isBlackHole && !to.destroyed) await sleep(20);
  const { latencyMs, byteByByte } = way.trouble;
  if (latencyMs) await sleep(latencyMs);
  if (!byteByByte) return write(to, bytes);
  for (const byte of bytes.subarray(0, SINGLE_BYTES)) await write(to, Buffer.of(byte));
  await write(to, bytes.subarray(SINGLE_BYTES));
}

function write(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (to.writableEnded || to.destroyed) resolve();
    else
      to.write(bytes, () => {
        resolve();
      });
  });
}

const chance = ({ random }: Way, of = 0) => of > 0 && random() < of;
