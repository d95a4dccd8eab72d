import { type ModelCall, NO_TOKENS, type TokenUsage } from '../openai';
import { costOfCall } from './call-cost';

function call({
  usage,
  ...said
}: Partial<Omit<ModelCall, 'usage'>> & { readonly usage?: Partial<TokenUsage> } = {}): ModelCall {
  return {
    endpoint: 'chat.completions',
    startedAt: new Date('2025-09-01T00:00:00Z'),
    attempt: 1,
    streamed: false,
    outcome: 'succeeded',
    usageSource: 'reported',
    chargedTools: [],
    durationMs: 1,
    ...said,
    ...(usage && { usage: { ...NO_TOKENS, ...usage } }),
  };
}

const costOf = (said: Parameters<typeof call>[0], model: string) => costOfCall(call(said), model, 'real');

describe('the cost of a call', () => {
  it('is exact, with cached tokens at their own price and counted once', () => {
    // gpt-4o: 2.50 in, 1.25 cached, 10 out per million: 1,000 x 2,500 + 2,000 x 1,250 + 500 x 10,000 nano-USD.
    const usage = { promptTokens: 3_000, cachedTokens: 2_000, completionTokens: 500, totalTokens: 3_500 };
    expect(costOf({ usage }, 'gpt-4o-2024-08-06')).toMatchObject({
      cost: 0.01,
      costNanoUsd: 10_000_000n,
      costParts: { input: 2_500_000n, cachedInput: 2_500_000n, output: 5_000_000n },
      costStatus: 'priced',
    });
  });

  it('counts tokens written to a cache at their own price where the model has one', () => {
    // gpt-6-sol: 2 in, 2.50 written, 10 out per million (genai-prices): 700 x 2,000 + 300 x 2,500 + 10 x 10,000 nano-USD.
    const usage = { promptTokens: 1_000, cacheWriteTokens: 300, completionTokens: 10, totalTokens: 1_010 };
    const startedAt = new Date('2026-11-20T00:00:00Z');
    expect(costOf({ usage, startedAt }, 'gpt-6-sol')).toMatchObject({
      costParts: { input: 1_400_000n, cacheWrite: 750_000n, output: 100_000n },
      costNanoUsd: 2_250_000n,
      costStatus: 'priced',
    });
  });

  it('is unknown, not zero, where the model, the usage or the price of the tier is', () => {
    const usage = { promptTokens: 10, completionTokens: 10, totalTokens: 20 };
    const unpriced = { cost: null, costNanoUsd: null, costStatus: 'unpriced' };
    expect(costOf({ usage }, 'acme-internal-7b')).toEqual({ ...unpriced, unpricedReason: 'unknown_model' });
    expect(costOf({ usageSource: 'missing' }, 'gpt-4o')).toEqual({ ...unpriced, unpricedReason: 'no_usage' });
    expect(costOf({ usage, serviceTier: 'flex' }, 'gpt-5-mini')).toEqual({
      ...unpriced,
      unpricedReason: 'service_tier',
    });
  });

  it('is nothing where the provider answered with an error', () => {
    expect(costOf({ usageSource: 'none', outcome: 'failed' }, 'gpt-4o')).toMatchObject({
      cost: 0,
      costNanoUsd: 0n,
      costStatus: 'free',
    });
  });

  it('says that it is a lower bound where more was charged', () => {
    const usage = { promptTokens: 100, completionTokens: 10, totalTokens: 110 };
    expect(costOf({ usage, chargedTools: ['web_search'] }, 'gpt-5-mini').costStatus).toBe('partial');
    expect(costOf({ usage: { ...usage, audioTokens: 50 } }, 'gpt-4o').costStatus).toBe('partial');
    expect(costOf({ usage: { ...usage, cacheWriteTokens: 50 } }, 'gpt-4o').costStatus).toBe('partial');
  });

  it('says that it is an estimate where the usage is one', () => {
    const usage = { promptTokens: 100, completionTokens: 10, totalTokens: 110 };
    expect(costOf({ usage, usageSource: 'estimated' }, 'gpt-4o').costStatus).toBe('estimated');
  });

  it('follows the price list that was chosen', () => {
    // Seed 001: 0.00003 in, 0.00006 out per token.
    const usage = { promptTokens: 100, completionTokens: 50, totalTokens: 150 };
    expect(costOfCall(call({ usage }), 'gpt-3.5-turbo', 'seed-001')).toMatchObject({
      cost: 0.006,
      costNanoUsd: 6_000_000n,
    });
    expect(costOfCall(call({ usage }), 'gpt-3.5-turbo', 'real')).toMatchObject({ costNanoUsd: 125_000n });
  });
});
