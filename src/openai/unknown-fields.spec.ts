import { unknownFields } from './unknown-fields';

const KNOWN = { total: true, details: { cached: true, more: { text: true } } } as const;

describe('the fields of a usage object that are not known', () => {
  it('are numbers without a known name, wherever they are', () => {
    const usage = {
      total: 5,
      video: 3,
      details: { cached: 2, hologram: 1, more: { text: 1, smell: 4 } },
      extra: { inner: { deep: 7 } },
    };
    expect(unknownFields(usage, KNOWN)).toEqual([
      'video',
      'details.hologram',
      'details.more.smell',
      'extra.inner.deep',
    ]);
  });

  it('are none where they count nothing, or are no numbers', () => {
    expect(unknownFields({ total: 5, video: 0, note: 'x', list: [1], none: null }, KNOWN)).toEqual([]);
  });

  it('are bounded, as are their names', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, 1]));
    expect(unknownFields(many, KNOWN)).toHaveLength(20);
    expect(unknownFields({ ['x'.repeat(9_999)]: 1 }, KNOWN)[0]).toHaveLength(64);
    let deep: object = { count: 1 };
    for (let level = 0; level < 10_000; level++) deep = { deep };
    expect(unknownFields(deep as never, KNOWN)).toEqual([]);
  });
});
