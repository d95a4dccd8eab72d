import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON } from 'bson';
import { mongo } from 'mongoose';
import { startEmbeddedMongo, type EmbeddedMongo } from '.';

let dataDir: string;
let store: EmbeddedMongo;
const sockets: Socket[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
  store = await startEmbeddedMongo({ dataDir });
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await store.stop();
  await rm(dataDir, { recursive: true });
});

async function open(): Promise<Socket> {
  const socket = connect(decodeURIComponent(new URL(store.uri).hostname));
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

function int32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => bytes.writeInt32LE(number, 4 * i));
  return bytes;
}

function message(opCode: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(16 + body.length, 7, 0, opCode), body]);
}

const bodySection = (document: Record<string, unknown>) =>
  Buffer.concat([Buffer.from([0]), BSON.serialize(document)]);
const msg = (flags: number, ...sections: Uint8Array[]) => message(2013, int32(flags), ...sections);
const ping = bodySection({ ping: 1, $db: 'admin' });

async function answerTo(socket: Socket): Promise<Record<string, unknown>> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  expect(bytes.readInt32LE(0)).toBe(bytes.length);
  expect(bytes.readInt32LE(8)).toBe(7);
  return BSON.deserialize(bytes.subarray(bytes.readInt32LE(12) === 1 ? 36 : 21));
}

describe('the wire protocol', () => {
  it('answers a hello in the old protocol, and a command in the new one', async () => {
    const socket = await open();
    const hello = BSON.serialize({ ismaster: 1, helloOk: true });
    socket.write(message(2004, int32(0), Buffer.from('admin.$cmd\0'), int32(0, -1), hello));
    const greeting = await answerTo(socket);
    expect(greeting).toMatchObject({ ok: 1, ismaster: true, minWireVersion: 0, maxWireVersion: 21 });
    expect(greeting).not.toHaveProperty('logicalSessionTimeoutMinutes');
    socket.write(msg(0, ping));
    expect(await answerTo(socket)).toEqual({ ok: 1 });
  });

  it('takes messages byte by byte, and several at once', async () => {
    const socket = await open();
    for (const byte of msg(0, ping)) {
      socket.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    expect(await answerTo(socket)).toEqual({ ok: 1 });
    const hello = bodySection({ nonsense: 1, $db: 'admin' });
    socket.write(Buffer.concat([msg(2, ping), msg(2, ping), msg(0, hello)]));
    expect(await answerTo(socket)).toMatchObject({ ok: 0, code: 59, codeName: 'CommandNotFound' });
  });

  it('takes documents beside the body, and does not answer where no answer is wanted', async () => {
    const socket = await open();
    const documents = [{ _id: 1 }, { _id: 2 }].map((document) => BSON.serialize(document));
    const sequence = Buffer.concat([Buffer.from('documents\0'), ...documents]);
    const section = Buffer.concat([Buffer.from([1]), int32(sequence.length + 4), sequence]);
    const insert = bodySection({ insert: 'beside', $db: 'wire', writeConcern: { w: 0 } });
    socket.write(msg(2, insert, section));
    socket.write(msg(0, bodySection({ count: 'beside', $db: 'wire' })));
    expect(await answerTo(socket)).toEqual({ n: 2, ok: 1 });
  });

  const brokenBody = Buffer.from(ping);
  brokenBody.writeInt32LE(5000, 1);
  const brokenDocument = Buffer.concat([Buffer.from([0]), int32(12), Buffer.alloc(8, 0x41)]);
  it.each<[string, Buffer]>([
    ['a length of 0', int32(0, 7, 0, 2013)],
    ['a negative length', int32(-1, 7, 0, 2013)],
    ['more than 48 MB', int32(48_000_001, 7, 0, 2013)],
    ['an unknown operation', message(2012, ping)],
    ['a checksum', msg(1, ping, int32(0))],
    ['an unknown flag', msg(4, ping)],
    ['no body', msg(0)],
    ['two bodies', msg(0, ping, ping)],
    ['an unknown kind of section', msg(0, Buffer.concat([Buffer.from([2]), ping.subarray(1)]))],
    ['a body longer than its message', msg(0, brokenBody)],
    ['a sequence without an end', msg(0, ping, Buffer.from([1, 9, 0, 0, 0, 65, 65, 65, 65, 65]))],
    ['a message that is only a header', message(2013)],
    ['a query without an end', message(2004, int32(0), Buffer.from('admin'))],
    ['text', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ])('closes the connection over %s, and serves the others', async (_, bytes) => {
    const socket = await open();
    const closed = once(socket, 'close');
    socket.write(bytes);
    await closed;
    const other = await open();
    other.write(msg(0, ping));
    expect(await answerTo(other)).toEqual({ ok: 1 });
  });

  it('answers an error where a message is whole and its BSON is not', async () => {
    const socket = await open();
    socket.write(msg(0, brokenDocument));
    expect(await answerTo(socket)).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' });
    const sequence = Buffer.concat([Buffer.from('documents\0'), int32(12), Buffer.alloc(8, 0x41)]);
    const section = Buffer.concat([Buffer.from([1]), int32(sequence.length + 4), sequence]);
    socket.write(msg(0, bodySection({ insert: 'broken', $db: 'wire' }), section));
    expect(await answerTo(socket)).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' });
  });

  it('lives through connections that go away in the middle', async () => {
    for (let i = 0; i < 20; i += 1) {
      const socket = await open();
      socket.write(msg(0, ping).subarray(0, 5 + i));
      socket.destroy();
    }
    const client = await mongo.MongoClient.connect(store.uri);
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });
});
