import { type ListedPrices } from '../price-list';
import { PRICING_JULY_2026, PRICING_SEPTEMBER_2026 } from './sources';

// "Cache writes: 1.25 times the uncached input token rate", in every tier, of these models and later ones: OpenAI's guide
// on prompt caching, quoted in github.com/mindroom-ai/mindroom/pull/2134.
const FAST_MODE = 'openai.com/api-fast-mode/, with long calls from 2026-08-05';
// As genai-prices 0.1.8 has it, which knows the prices before and after these days too.
// "More than 272K": the models' pages. The pricing page has "<272K" for the others, which would be one token less.
const LONG = 272_000;

export const GPT_5_6_AND_LATER_PRICES: ListedPrices = {
  'gpt-5.6-sol': [
    {
      from: '2026-07-09',
      usdPerMillionTokens: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 30 },
      priority: { input: 10, cachedInput: 1, cacheWrite: 12.5, output: 60 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 10, cachedInput: 1, cacheWrite: 12.5, output: 45 },
      },
      source: `${PRICING_JULY_2026}; genai-prices 0.1.8 (long context)`,
    },
    // A promotion "at least through November 21, 2026". No page that we have read prints what follows.
    {
      from: '2026-08-21',
      usdPerMillionTokens: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 20 },
      priority: { input: 8, cachedInput: 0.8, cacheWrite: 10, output: 40 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 8, cachedInput: 0.8, cacheWrite: 10, output: 30 },
        priority: { input: 16, cachedInput: 1.6, cacheWrite: 20, output: 60 },
      },
      source: `${PRICING_SEPTEMBER_2026}; ${FAST_MODE}`,
    },
  ],
  'gpt-5.6-terra': [
    {
      from: '2026-07-09',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 15 },
      priority: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 30 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 22.5 },
      },
      source: `${PRICING_JULY_2026}; genai-prices 0.1.8 (long context)`,
    },
    {
      from: '2026-07-30',
      usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 12 },
      priority: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 24 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 18 },
        priority: { input: 8, cachedInput: 0.8, cacheWrite: 10, output: 36 },
      },
      source: `${PRICING_SEPTEMBER_2026}; ${FAST_MODE}`,
    },
  ],
  'gpt-5.6-luna': [
    {
      from: '2026-07-09',
      usdPerMillionTokens: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 6 },
      priority: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 12 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 9 },
      },
      source: `${PRICING_JULY_2026}; genai-prices 0.1.8 (long context)`,
    },
    {
      from: '2026-07-30',
      usdPerMillionTokens: { input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 1.2 },
      priority: { input: 0.4, cachedInput: 0.04, cacheWrite: 0.5, output: 2.4 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 0.4, cachedInput: 0.04, cacheWrite: 0.5, output: 1.8 },
        priority: { input: 0.8, cachedInput: 0.08, cacheWrite: 1, output: 3.6 },
      },
      source: `${PRICING_SEPTEMBER_2026}; ${FAST_MODE}`,
    },
  ],
  'gpt-6.1-sol': [
    {
      from: '2026-09-29',
      usdPerMillionTokens: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 },
      longContext: {
        inputTokens: 272_000,
        usdPerMillionTokens: { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 15 },
      },
      source:
        'docs.litellm.ai/blog/gpt_6_1_sol; wavespeed.ai/zh-CN/llm/openai/gpt-6.1-sol (long context); cache writes: api/docs/pricing.md of 2026-10-01, quoted in a public repository',
    },
  ],
};
