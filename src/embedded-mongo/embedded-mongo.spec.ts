import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import mongoose, { mongo } from 'mongoose';
import { DataDirInUseError, startEmbeddedMongo } from '.';

let dataDir: string;
const clients: mongo.MongoClient[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await rm(dataDir, { recursive: true });
});

async function callsIn({ uri }: { readonly uri: string }): Promise<mongo.Collection> {
  const client = await mongo.MongoClient.connect(uri);
  clients.push(client);
  return client.db().collection('calls');
}

const socketPathOf = ({ uri }: { readonly uri: string }) => decodeURIComponent(new URL(uri).hostname);

function runInAnotherProcess(script: string): ChildProcess {
  const start = `
    const { startEmbeddedMongo } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
    const dataDir = ${JSON.stringify(dataDir)};`;
  return spawn(process.execPath, [...process.execArgv, '-e', start + script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The process has no output.');
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return line;
}

/** A server in another process, which can be killed. */
async function startInAnotherProcess(): Promise<{ readonly child: ChildProcess; readonly uri: string }> {
  const child = runInAnotherProcess(`
    startEmbeddedMongo({ dataDir }).then(
      ({ uri }) => console.log(uri),
      (error) => console.log(error.constructor.name),
    );`);
  return { child, uri: await firstLine(child) };
}

async function killHard(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('the embedded store', () => {
  it('serves mongoose, with its indexes, models and pipelines', async () => {
    const store = await startEmbeddedMongo({ dataDir });
    const connection = await mongoose.createConnection(store.uri, { dbName: 'another' }).asPromise();
    const schema = new mongoose.Schema({ userId: { type: String, index: true }, tokens: Number });
    const Call = connection.model('Call', schema);
    await Call.init();
    await Call.insertMany([
      { userId: 'u1', tokens: 3 },
      { userId: 'u1', tokens: 4 },
      { userId: 'u2', tokens: 5 },
    ]);

    expect(
      await Call.aggregate([
        { $match: { tokens: { $gt: 0 } } },
        { $group: { _id: '$userId', tokens: { $sum: '$tokens' } } },
        { $sort: { tokens: -1 } },
      ]),
    ).toEqual([
      { _id: 'u1', tokens: 7 },
      { _id: 'u2', tokens: 5 },
    ]);
    expect(await Call.findOne({ userId: 'u2' }).lean()).toMatchObject({ tokens: 5 });
    expect((await Call.listIndexes()).map(({ name }) => name as string)).toEqual(['_id_', 'userId_1']);
    await connection.close();
    await store.stop();
  });

  it('keeps everything over a restart', async () => {
    const first = await startEmbeddedMongo({ dataDir });
    const before = await callsIn(first);
    await before.createIndexes([{ key: { recordId: 1 }, unique: true }]);
    await before.insertOne({ _id: 1 as never, recordId: 'r1' });
    await first.stop();

    const second = await startEmbeddedMongo({ dataDir });
    const after = await callsIn(second);
    expect(await after.find().toArray()).toEqual([{ _id: 1, recordId: 'r1' }]);
    await expect(after.insertOne({ recordId: 'r1' })).rejects.toMatchObject({ code: 11000 });
    await after.insertOne({ recordId: 'r2' });
    expect(await after.countDocuments()).toBe(2);
    await second.stop();
  });

  it('keeps every acknowledged document when its process is killed in the middle of inserting', async () => {
    const { child, uri } = await startInAnotherProcess();
    const calls = await callsIn({ uri });
    const acknowledged: number[] = [];
    const inserting = (async () => {
      for (let batch = 0; ; batch += 1) {
        const numbers = Array.from({ length: 50 }, (_, i) => batch * 50 + i);
        await calls.insertMany(numbers.map((number) => ({ _id: number as never, text: 'x'.repeat(500) })));
        acknowledged.push(...numbers);
      }
    })();
    const broken = expect(inserting).rejects.toThrow();
    while (acknowledged.length < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    await killHard(child);
    await broken;

    const restarted = await startEmbeddedMongo({ dataDir });
    const stored = (await (await callsIn(restarted)).find().toArray()).map(({ _id }) => Number(_id));
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(stored.length % 50).toBe(0);
    await restarted.stop();
  });

  it('keeps the changes of a command together when its process is killed in the middle of changing', async () => {
    const { child, uri } = await startInAnotherProcess();
    const calls = await callsIn({ uri });
    await calls.createIndexes([{ key: { k: 1 }, unique: true }]);
    let acknowledged = 0;
    const changing = (async () => {
      for (let batch = 1; ; batch += 1) {
        const change = { $inc: { n: 1 }, $set: { k: batch } };
        await calls.bulkWrite([
          { updateOne: { filter: { _id: 'a' as never }, update: change, upsert: true } },
          { updateOne: { filter: { _id: 'b' as never }, update: { $inc: { n: 1 } }, upsert: true } },
        ]);
        acknowledged = batch;
      }
    })();
    const broken = expect(changing).rejects.toThrow();
    while (acknowledged < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    await killHard(child);
    await broken;

    const restarted = await startEmbeddedMongo({ dataDir });
    const after = await callsIn(restarted);
    const [a, b] = await after.find().sort({ _id: 1 }).toArray();
    expect(a?.['n']).toBe(b?.['n']);
    expect([acknowledged, acknowledged + 1]).toContain(a?.['n']);
    expect(await after.findOne({ k: Number(a?.['n']) })).toEqual(a);
    await expect(after.insertOne({ k: Number(a?.['n']) })).rejects.toMatchObject({ code: 11000 });
    await after.insertOne({ k: Number(a?.['n']) - 1 });
    await restarted.stop();
  });

  it('refuses a second owner in this process and in another, and serves on', async () => {
    const store = await startEmbeddedMongo({ dataDir });
    const calls = await callsIn(store);
    const refusal = startEmbeddedMongo({ dataDir });
    await expect(refusal).rejects.toThrow(DataDirInUseError);
    await expect(refusal).rejects.toThrow(
      /^Another process owns DATA_DIR .* set DATA_DIR to a folder of its own/,
    );
    const { uri } = await startInAnotherProcess();
    expect(uri).toBe('DataDirInUseError');
    await calls.insertOne({});
    expect(await calls.countDocuments()).toBe(1);
    await store.stop();
  });

  it('lets only one of several starters have a folder that a killed process left', async () => {
    const { child } = await startInAnotherProcess();
    await killHard(child);
    expect((await stat(join(dataDir, 'mongo/mongo.sock'))).isSocket()).toBe(true);

    const starts = await Promise.allSettled([1, 2, 3].map(() => startEmbeddedMongo({ dataDir })));
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(started).toHaveLength(1);
    for (const start of starts) {
      if (start.status === 'rejected') expect(start.reason).toBeInstanceOf(DataDirInUseError);
    }
    for (const store of started) {
      await (await callsIn(store)).insertOne({});
      await store.stop();
    }
  });

  it('can be reached by nobody but its owner', async () => {
    await chmod(dataDir, 0o755);
    const store = await startEmbeddedMongo({ dataDir });
    const socketPath = socketPathOf(store);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
    await store.stop();

    const absent = join(dataDir, 'absent');
    const other = await startEmbeddedMongo({ dataDir: absent });
    expect((await stat(absent)).mode & 0o777).toBe(0o700);
    await other.stop();
  });

  it('works in a folder of which the path is too long for a socket', async () => {
    const deep = join(dataDir, 'a'.repeat(120));
    await mkdir(deep);
    const store = await startEmbeddedMongo({ dataDir: deep });
    const socketPath = socketPathOf(store);
    expect(socketPath.length).toBeLessThan(104);
    await expect(startEmbeddedMongo({ dataDir: deep })).rejects.toThrow(DataDirInUseError);
    await (await callsIn(store)).insertOne({ _id: 1 as never });
    await store.stop();
    await expect(stat(dirname(socketPath))).rejects.toThrow('ENOENT');

    const again = await startEmbeddedMongo({ dataDir: deep });
    expect(await (await callsIn(again)).countDocuments()).toBe(1);
    await again.stop();
  });

  it('does not die unnoticed: the process ends and says why', async () => {
    const child = runInAnotherProcess(`
      const thread = new Promise((resolve) => process.once('worker', resolve));
      startEmbeddedMongo({ dataDir }).then(async () => (await thread).terminate());`);
    const words: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => words.push(chunk.toString()));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(words.join('')).toContain('Error: The embedded store died: its thread ended');
  });

  it('tells who started it of its death, where that one wants to know', async () => {
    const child = runInAnotherProcess(`
      const thread = new Promise((resolve) => process.once('worker', resolve));
      const onDeath = (error) => console.log(error.message);
      startEmbeddedMongo({ dataDir, onDeath }).then(async () => (await thread).terminate());`);
    expect(await firstLine(child)).toBe('The embedded store died: its thread ended');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
