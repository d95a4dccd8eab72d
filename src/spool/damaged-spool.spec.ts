import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FrameBuffer } from './frames';
import { flipped, leftFile, replayOf } from './left-file.fixture';
import { HEADER_BYTES } from './segment-name';
import { TestSpools, itemsIn, numbered, takeAll, takeOne } from './spool.fixture';

jest.setTimeout(120_000);
let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

describe('a file that was cut off', () => {
  it('keeps, at every byte, all items before it, and says nothing of the one that was never whole', async () => {
    const { name, bytes } = await leftFile(spools);
    const problems = spools.problems.length;
    const open = bytes.lastIndexOf('item 9') - 24;
    for (let length = open; length <= bytes.length; length++) {
      const { batches, state, files } = await replayOf(spools, name, bytes.subarray(0, length));
      const last = batches.find(({ number }) => number === 4)?.items ?? [];
      const whole = [length >= open + 30 && 'item 9', length >= open + 61 && 'item 10'].filter(Boolean);
      expect({ length, last }).toEqual({ length, last: whole });
      expect([state.damaged, files]).toEqual([0, []]);
      expect(batches.every(({ isDamaged }) => !isDamaged)).toBe(true);
    }
    expect(spools.problems.length).toBe(problems);
  });

  it('is no trouble at any length, not even without its header', async () => {
    const { name, bytes } = await leftFile(spools);
    for (let length = 0; length < bytes.length; length += 3) {
      const { batches } = await replayOf(spools, name, bytes.subarray(0, length));
      const items = itemsIn(batches);
      expect(items).toEqual(numbered(11).filter((item) => items.includes(item)));
    }
  });

  it('may end in zeros after a power cut', async () => {
    const { name, bytes } = await leftFile(spools);
    const { batches, state } = await replayOf(spools, name, Buffer.concat([bytes, Buffer.alloc(5_000)]));
    expect(itemsIn(batches)).toHaveLength(8);
    expect(state.damaged).toBe(0);
  });

  it('goes on under the same number when the next life dies, too', async () => {
    const before = await spools.open();
    before.append(['a', 'b', 'long'.repeat(200)]);
    await before.close();
    const path = join(spools.directory, spools.files()[0] ?? '');
    writeFileSync(path, readFileSync(path).subarray(0, -100));
    for (let life = 0; life < 2; life++) {
      const spool = await spools.open();
      expect(await takeOne(spool)).toMatchObject({ number: 1, items: ['a', 'b'], isDamaged: false });
      expect(spool.state.damaged).toBe(0);
      await spool.close();
    }
  });
});

describe('a damaged file', () => {
  it('loses the item that was hit and no other, sets its bytes aside, and says so', async () => {
    const { name, bytes } = await leftFile(spools);
    const { batches, state } = await replayOf(spools, name, flipped(bytes, bytes.indexOf('item 1') * 8));
    expect(batches.map(({ items }) => items)).toEqual([
      ['item 0', 'item 2'],
      ['item 6', 'item 7', 'item 8'],
      ['item 9', 'item 10'],
    ]);
    expect(batches.map(({ isDamaged }) => isDamaged)).toEqual([true, false, false]);
    expect(state.damaged).toBe(1);
    const [copy = ''] = spools.files('.damaged');
    expect(statSync(join(spools.directory, copy)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(spools.directory, copy))).toHaveLength(30);
    expect(spools.problems).toEqual([expect.stringMatching(/^30 bytes of .* are damaged/)]);
  });

  it('hands out a batch that has lost all of its items: some of them may be stored', async () => {
    const { name, bytes } = await leftFile(spools);
    for (const item of numbered(3)) bytes.writeUInt8(0, bytes.indexOf(item));
    const { batches, state } = await replayOf(spools, name, bytes);
    expect(batches[0]).toMatchObject({ number: 1, items: [], isDamaged: true });
    expect(itemsIn(batches)).toHaveLength(5);
    expect(state.waiting).toBe(1);
  });

  it('keeps everything under its numbers without its header: its name says whose it is', async () => {
    const { name, bytes, batches } = await leftFile(spools);
    const { batches: again, state } = await replayOf(spools, name, flipped(bytes, 300));
    expect(itemsIn(again)).toHaveLength(8);
    expect(again[0]).toMatchObject({ writer: batches[0]?.writer, number: 1, items: numbered(3) });
    expect(state.damaged).toBe(1);
  });

  it('keeps all items where a cut marker was hit, and the batch that it ended is the same', async () => {
    const { name, bytes } = await leftFile(spools);
    const { batches } = await replayOf(spools, name, flipped(bytes, (bytes.indexOf('item 2') + 6 + 10) * 8));
    expect(batches[0]).toMatchObject({ number: 1, items: numbered(3), isDamaged: true });
    expect(itemsIn(batches)).toHaveLength(8);
  });

  it('is found damaged again by the next life, with the same copy', async () => {
    const { name, bytes } = await leftFile(spools);
    writeFileSync(join(spools.directory, name), flipped(bytes, bytes.indexOf('item 10') * 8));
    for (let life = 0; life < 2; life++) {
      const spool = await spools.open();
      const batches = await takeAll(spool, 'kept');
      expect(batches.at(-1)).toMatchObject({ items: ['item 9'], isDamaged: true });
      expect(spool.state.damaged).toBe(1);
      await spool.close();
    }
    expect(spools.files('.damaged')).toHaveLength(1);
  });

  it('takes nothing inside of an item for a frame, not even a copy of one', async () => {
    const { bytes: other } = await leftFile(spools);
    for (const file of spools.files()) rmSync(join(spools.directory, file));
    const spool = await spools.open();
    const latin = (text: Buffer) => text.toString('latin1');
    spool.append([latin(other.subarray(HEADER_BYTES)), 'after']);
    await spool.close();
    const [name = ''] = spools.files();
    const bytes = readFileSync(join(spools.directory, name));
    const { batches } = await replayOf(spools, name, flipped(bytes, (HEADER_BYTES + 13) * 8));
    expect(itemsIn(batches)).toEqual(['after']);
  });

  it('of another version is left alone', async () => {
    const { name } = await leftFile(spools);
    const frames = new FrameBuffer();
    frames.begin({ salt: 0, offset: 0 });
    frames.add(
      'header',
      0,
      0,
      Buffer.from('spool 2 and whatever may be written then, with its length and all that\n'),
    );
    const { batches, files } = await replayOf(spools, name, Buffer.from(frames.written));
    expect([batches, files]).toEqual([[], [name]]);
    expect(spools.problems).toEqual([expect.stringMatching('another version')]);
  });
});
