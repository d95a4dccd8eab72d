import { type Frame, bodyOf, readFrames } from './frames';
import { flipped, leftFile, replayOf } from './left-file.fixture';
import { contentsOf } from './segment-contents';
import { HEADER_BYTES, identityIn, saltOf } from './segment-name';
import { TestSpools, itemsIn, numbered, randomFrom } from './spool.fixture';

jest.setTimeout(120_000);
let spools: TestSpools;

beforeEach(async () => {
  spools = await TestSpools.create();
});

afterEach(() => spools.remove());

describe('10,000 random bit flips', () => {
  const seed = Number(process.env['SPOOL_SEED'] ?? Date.now() % 1_000_000);

  it(`never make up an item, and never change a batch unnoticed (SPOOL_SEED=${seed})`, async () => {
    const { name, bytes } = await leftFile(spools);
    const random = randomFrom(seed);
    const salt = saltOf(identityIn(name) ?? { writer: '', startedAt: 0, segment: 0 });
    const appended = new Set(numbered(11));
    const countOf = new Map(contentsOf(bytes, salt).batches.map(({ number, count }) => [number, count]));
    for (let turn = 0; turn < 10_000; turn++) {
      const bits = Array.from(
        { length: 1 + random(3) },
        () => HEADER_BYTES * 8 + random((bytes.length - HEADER_BYTES) * 8),
      );
      const damaged = bits.reduce(flipped, bytes);
      const { batches, damage } = contentsOf(damaged, salt);
      const body = damaged.subarray(HEADER_BYTES);
      const visit = (frame: Frame) => {
        const item = bodyOf(body, frame).toString();
        if (frame.kind === 'item' && !appended.has(item))
          throw new Error(`Bits ${bits.join()} made ${item}.`);
      };
      readFrames(body, { salt, offset: HEADER_BYTES }, visit, () => undefined);
      const changed = batches.filter(
        (batch) => !batch.isDamaged && batch.count !== (countOf.get(batch.number) ?? 3),
      );
      const isNoticed = damage.length > 0 || new Set(bits).size < bits.length;
      if (changed.length > 0 || !isNoticed)
        throw new Error(`Bits ${bits.join()}: ${JSON.stringify(changed)}`);
    }
  });

  it(`are survived by the spool itself (150 of them, SPOOL_SEED=${seed})`, async () => {
    const { name, bytes, batches: before } = await leftFile(spools);
    const random = randomFrom(seed);
    for (let turn = 0; turn < 150; turn++) {
      const bit = random(bytes.length * 8);
      const { batches } = await replayOf(spools, name, flipped(bytes, bit));
      const items = itemsIn(batches);
      expect({ bit, items }).toEqual({ bit, items: numbered(11).filter((item) => items.includes(item)) });
      for (const batch of batches.filter(({ isDamaged }) => !isDamaged)) {
        const members = before[batch.number - 1]?.items ?? ['item 9', 'item 10'];
        expect({ bit, items: batch.items }).toEqual({ bit, items: members });
      }
    }
  });
});
