import fc from 'fast-check';
import { type BillableTool, costOfTools } from '.';

const costOf = (tools: readonly BillableTool[], model = 'gpt-5') =>
  costOfTools(tools, { model, at: new Date('2026-11-23'), list: 'real' });

describe('the cost of tools', () => {
  it('is one part for each tool, however often and in which sizes it was used', () => {
    // 3 x 0.01; 0.03 + 2 x 0.48; 4 x 0.0025 USD
    expect(
      costOf([
        { tool: 'web_search', calls: 1 },
        { tool: 'container', calls: 1, size: '1g' },
        { tool: 'file_search', calls: 4 },
        { tool: 'container', calls: 2, size: '16g' },
        { tool: 'web_search', calls: 2 },
      ]),
    ).toEqual({ web_search: 30_000_000n, container: 990_000_000n, file_search: 10_000_000n });
  });

  it('is that of the tokens for an image, at the price of the model that made it', () => {
    // gpt-image-1.5: 5 in, 32 image out per million: 50 x 5,000 + 1,056 x 32,000 nano-USD
    const image = { tool: 'image_generation', calls: 1, model: 'gpt-image-1.5' } as const;
    expect(costOf([{ ...image, classes: { input: 50, imageOutput: 1_056 } }])).toEqual({
      image_generation: 34_042_000n,
    });
    expect(costOf([image])).toBeUndefined();
    expect(costOf([{ tool: 'image_generation', calls: 1, classes: { imageOutput: 1 } }])).toBeUndefined();
    expect(costOf([{ ...image, model: 'nobodys', classes: { imageOutput: 1 } }])).toBeUndefined();
    expect(costOf([{ ...image, classes: { audioOutput: 1 } }])).toBeUndefined();
  });

  it('is charged once for a grounded prompt, and for each query of a newer Gemini', () => {
    const search = [{ tool: 'google_search', calls: 3 }] as const;
    expect(costOf(search, 'gemini-2.5-flash')).toEqual({ google_search: 35_000_000n });
    expect(costOf(search, 'gemini-3.8-flash')).toEqual({ google_search: 42_000_000n });
  });

  it('is unknown where that of one of them is', () => {
    expect(
      costOf([
        { tool: 'web_search', calls: 1 },
        { tool: 'container', calls: 1 },
      ]),
    ).toBeUndefined();
    expect(costOf([])).toEqual({});
  });

  it('is as much as the uses of a tool cost one by one', () => {
    const uses = fc.array(fc.nat(100), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(uses, (calls) => {
        const together = costOf(calls.map((count) => ({ tool: 'file_search', calls: count })));
        const total = calls.reduce((sum, count) => sum + count, 0);
        expect(together?.file_search).toBe(BigInt(total) * 2_500_000n);
      }),
    );
  });
});
