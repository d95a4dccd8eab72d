import fc from 'fast-check';
import { type ModelCall, NO_TOKENS, type TokenUsage, type ToolUse, type UsageClasses } from '../openai';
import { costOfCall } from './call-cost';

interface Said extends Partial<Omit<ModelCall, 'usage'>> {
  readonly used?: UsageClasses;
}

function call({ used, ...said }: Said = {}): ModelCall {
  return {
    endpoint: 'chat.completions',
    startedAt: new Date('2025-09-01T00:00:00Z'),
    attempt: 1,
    streamed: false,
    outcome: 'succeeded',
    usageSource: 'reported',
    tools: [],
    durationMs: 1,
    ...said,
    ...(used && { usage: usageOf(used) }),
  };
}

function usageOf(classes: UsageClasses): TokenUsage {
  const sumOf = (...names: readonly (keyof UsageClasses)[]) =>
    names.reduce((sum, name) => sum + (classes[name] ?? 0), 0);
  const promptTokens = sumOf('input', 'cachedInput', 'cacheWrite', 'audioInput', 'imageInput');
  return { ...NO_TOKENS, promptTokens, completionTokens: sumOf('output', 'reasoning'), classes };
}

const costOf = (said: Said, model: string) => costOfCall(call(said), model, 'real');

const unpriced = (unpricedReason: string) => ({
  cost: null,
  costNanoUsd: null,
  costStatus: 'unpriced',
  unpricedReason,
});

describe('the cost of a call', () => {
  it('is exact, with each class at its own price and counted once', () => {
    // gpt-4o: 2.50 in, 1.25 cached, 10 out per million: 1,000 x 2,500 + 2,000 x 1,250 + 500 x 10,000 nano-USD.
    const used = { input: 1_000, cachedInput: 2_000, output: 500 };
    expect(costOf({ used }, 'gpt-4o-2024-08-06')).toEqual({
      cost: 0.01,
      costNanoUsd: 10_000_000n,
      costParts: { input: 2_500_000n, cachedInput: 2_500_000n, output: 5_000_000n },
      costStatus: 'priced',
      price: 'book:gpt-4o-2024-08-06@2024-08-06',
    });
  });

  it('counts reasoning as output, and images as text where the model has no price for them', () => {
    // gpt-5-mini: 0.25 in, 2 out per million: 100 x 250, 40 x 250, 10 x 2,000 and 30 x 2,000 nano-USD.
    const used = { input: 100, imageInput: 40, output: 10, reasoning: 30 };
    expect(costOf({ used }, 'gpt-5-mini')).toMatchObject({
      costParts: { input: 25_000n, imageInput: 10_000n, output: 20_000n, reasoning: 60_000n },
      costNanoUsd: 115_000n,
    });
  });

  it('counts tokens written to a cache at their own price where the model has one', () => {
    // gpt-6-sol: 2 in, 2.50 written, 10 out per million (genai-prices): 700 x 2,000 + 300 x 2,500 + 10 x 10,000 nano-USD.
    const startedAt = new Date('2026-11-20T00:00:00Z');
    const used = { input: 700, cacheWrite: 300, output: 10 };
    expect(costOf({ used, startedAt }, 'gpt-6-sol')).toMatchObject({
      costParts: { input: 1_400_000n, cacheWrite: 750_000n, output: 100_000n },
      costNanoUsd: 2_250_000n,
      costStatus: 'priced',
    });
    // gpt-4o: "no additional fee": 50 x 2,500.
    expect(costOf({ used: { cacheWrite: 50 } }, 'gpt-4o')).toMatchObject({ costNanoUsd: 125_000n });
  });

  it('counts audio, seconds, characters and images', () => {
    // gpt-4o-audio-preview: 40 and 80 per million for audio: 50 x 40,000 + 20 x 80,000 nano-USD.
    expect(costOf({ used: { audioInput: 50, audioOutput: 20 } }, 'gpt-4o-audio-preview')).toMatchObject({
      costNanoUsd: 3_600_000n,
    });
    // whisper-1: 0.006 a minute: 37 x 100,000. tts-1: 15 per million characters: 10 x 15,000.
    expect(costOf({ used: { seconds: 37 } }, 'whisper-1')).toMatchObject({ costNanoUsd: 3_700_000n });
    expect(costOf({ used: { characters: 10 }, usageSource: 'measured' }, 'tts-1')).toMatchObject({
      costNanoUsd: 150_000n,
      costStatus: 'priced',
    });
    // dall-e-3: 0.08 for one in HD.
    const images = { used: { images: 2 }, usageSource: 'measured' } as const;
    expect(costOf({ ...images, imageKind: '1024x1024 hd' }, 'dall-e-3')).toMatchObject({
      costParts: { images: 160_000_000n },
      cost: 0.16,
    });
    expect(costOf({ ...images, imageKind: '1x1' }, 'dall-e-3')).toEqual(unpriced('no_rate'));
    expect(costOf({ ...images, imageKind: 'constructor' }, 'dall-e-3')).toEqual(unpriced('no_rate'));
  });

  it('is unknown, not zero, where the usage or a price is', () => {
    const used = { input: 10, output: 10 };
    expect(costOf({ used }, 'acme-internal-7b')).toEqual(unpriced('unknown_model'));
    expect(costOf({ usageSource: 'missing' }, 'gpt-4o')).toEqual(unpriced('no_usage'));
    expect(costOf({ used, serviceTier: 'scale' }, 'gpt-5-mini')).toEqual(unpriced('service_tier'));
    expect(costOf({ used: { ...used, audioInput: 50 } }, 'gpt-4o')).toEqual(unpriced('no_rate'));
    expect(costOf({ used: { ...used, cacheWrite1h: 5 } }, 'gpt-4o')).toEqual(unpriced('no_rate'));
  });

  it('is nothing where the provider answered with an error', () => {
    expect(costOf({ usageSource: 'none', outcome: 'failed' }, 'gpt-4o')).toEqual({
      cost: 0,
      costNanoUsd: 0n,
      costParts: {},
      costStatus: 'free',
    });
  });

  it('says that it is an estimate where the usage is one', () => {
    const used = { input: 100, output: 10 };
    expect(costOf({ used, usageSource: 'estimated' }, 'gpt-4o').costStatus).toBe('estimated');
  });

  it('follows the price list that was chosen', () => {
    // Seed 001: 0.00003 in, 0.00006 out per token.
    const used = { input: 100, output: 50 };
    expect(costOfCall(call({ used }), 'gpt-3.5-turbo', 'seed-001')).toMatchObject({
      cost: 0.006,
      costNanoUsd: 6_000_000n,
    });
    expect(costOfCall(call({ used }), 'gpt-3.5-turbo', 'real')).toMatchObject({ costNanoUsd: 125_000n });
  });
});

describe('the cost of a call in another service tier', () => {
  const used = { input: 100, cachedInput: 200, output: 10 };

  it('is half of it in flex, and in a batch that is not printed otherwise', () => {
    // gpt-5-mini: 0.125 in, 0.0125 cached, 1 out: 100 x 125 + 200 x 12.5 + 10 x 1,000 nano-USD.
    for (const serviceTier of ['flex', 'batch'])
      expect(costOf({ used, serviceTier }, 'gpt-5-mini')).toMatchObject({
        costNanoUsd: 25_000n,
        costStatus: 'priced',
      });
  });

  it('is the printed one with priority', () => {
    // gpt-5-mini: 0.45 in, 0.045 cached, 3.60 out: 100 x 450 + 200 x 45 + 10 x 3,600 nano-USD.
    expect(costOf({ used, serviceTier: 'priority' }, 'gpt-5-mini').costNanoUsd).toBe(90_000n);
    expect(costOf({ used, serviceTier: 'priority' }, 'gpt-5-nano')).toEqual(unpriced('service_tier'));
  });

  it('is an estimate for a batch of more tokens than make one request long', () => {
    const batch = { endpoint: 'batches', serviceTier: 'batch', startedAt: new Date('2026-11-20') } as const;
    // gpt-5.4: half of 2.50 in: 1,000,000 x 1,250 nano-USD, and not half of 5.
    expect(costOf({ ...batch, used: { input: 1_000_000 } }, 'gpt-5.4')).toMatchObject({
      cost: 1.25,
      costStatus: 'estimated',
    });
    expect(costOf({ ...batch, used: { input: 100_000 } }, 'gpt-5.4').costStatus).toBe('priced');
    expect(costOf({ ...batch, used: { input: 1_000_000 } }, 'gpt-4o').costStatus).toBe('priced');
  });
});

describe('the cost of tools', () => {
  const used = { input: 100, output: 10 };
  const search: ToolUse = { tool: 'web_search', calls: 2 };

  it('is added to that of the usage, whatever the tier', () => {
    // gpt-5-mini: 100 x 250 + 10 x 2,000 nano-USD, or half of it; two searches at 10 USD a thousand.
    expect(costOf({ used, tools: [search] }, 'gpt-5-mini')).toMatchObject({
      costParts: { input: 25_000n, output: 20_000n, web_search: 20_000_000n },
      costNanoUsd: 20_045_000n,
      costStatus: 'priced',
    });
    expect(costOf({ used, tools: [search], serviceTier: 'flex' }, 'gpt-5-mini').costNanoUsd).toBe(
      20_022_500n,
    );
  });

  it('is all there is where nothing else is used', () => {
    const tools: readonly ToolUse[] = [{ tool: 'container', calls: 1, size: '1g' }];
    const expected = { costParts: { container: 30_000_000n }, cost: 0.03, costStatus: 'priced' };
    expect(costOf({ usageSource: 'none', tools }, 'unknown')).toEqual({
      ...expected,
      costNanoUsd: 30_000_000n,
    });
    expect(costOf({ used: {}, usageSource: 'measured', tools }, 'unknown')).toMatchObject(expected);
  });

  it('leaves the whole call unpriced where it is unknown', () => {
    const tools: readonly ToolUse[] = [search, { tool: 'image_generation', calls: 1, model: 'gpt-image-1' }];
    expect(costOf({ used, tools }, 'gpt-5-mini')).toEqual(unpriced('tool_price'));
  });
});

describe('the parts of a cost', () => {
  const count = fc.nat(1_000_000);
  const anyUsage = fc.record(
    { input: count, cachedInput: count, imageInput: count, output: count, reasoning: count },
    { requiredKeys: [] },
  );
  const anyTools = fc.array(
    fc.record({ tool: fc.constantFrom('web_search' as const, 'file_search' as const), calls: fc.nat(20) }),
    { maxLength: 4 },
  );
  const models = fc.constantFrom('gpt-4o', 'gpt-5-nano', 'gpt-5-mini', 'gpt-4.1', 'o3');
  const tiers = fc.constantFrom(undefined, 'flex', 'batch');

  it('sum to the total', () => {
    fc.assert(
      fc.property(anyUsage, anyTools, models, tiers, (used, tools, model, serviceTier) => {
        const { costParts = {}, costNanoUsd, cost } = costOf({ used, tools, serviceTier }, model);
        const sum = Object.values(costParts).reduce((total, part) => total + part, 0n);
        expect(costNanoUsd).toBe(sum);
        expect(cost).toBe(Number(sum) / 1e9);
      }),
      { numRuns: 2_000 },
    );
  });
});
