import { type ListedPrices } from '../price-list';
import { CACHING, CHANGELOG, PRICING_AUTUMN_2025, PRICING_JULY_2026 } from './sources';

const GPT_4O_MOVES = 'OpenAI mail quoted in github.com/ogkalu2/comic-translate/issues/138 (2024-09-12)';
const TIERS = `priority and batch: ${PRICING_JULY_2026}`;

const GPT_4O_2024_05_13 = {
  usdPerMillionTokens: { input: 5, output: 15 },
  priority: { input: 8.75, output: 26.25 },
};

// Batches of these models have no price for cached tokens: what a cache has given is input there.
const GPT_4O_2024_08_06 = {
  usdPerMillionTokens: { input: 2.5, cachedInput: 1.25, output: 10 },
  batch: { input: 1.25, output: 5 },
  priority: { input: 4.25, cachedInput: 2.125, output: 17 },
};

export const GPT_4O_PRICES: ListedPrices = {
  'gpt-4o': [
    { from: '2024-05-13', ...GPT_4O_2024_05_13, source: `${CHANGELOG}; seed 002; seed 004; ${TIERS}` },
    { from: '2024-10-02', ...GPT_4O_2024_08_06, source: `${GPT_4O_MOVES}; ${CACHING}; seed 000; ${TIERS}` },
  ],
  'gpt-4o-2024-05-13': [
    {
      from: '2024-05-13',
      ...GPT_4O_2024_05_13,
      source: `github.com/promptfoo/promptfoo/pull/1728 (2024-09-20); genai-prices 0.1.8, entry of this name; ${TIERS}`,
    },
  ],
  'gpt-4o-2024-08-06': [{ from: '2024-08-06', ...GPT_4O_2024_08_06, source: `${CACHING}; ${TIERS}` }],
  'gpt-4o-2024-11-20': [
    {
      from: '2024-11-20',
      ...GPT_4O_2024_08_06,
      source: `github.com/anomalyco/models.dev/pull/231; genai-prices 0.1.8, entry gpt-4o; ${TIERS}`,
    },
  ],
  'gpt-4o-mini': [
    {
      from: '2024-07-18',
      usdPerMillionTokens: { input: 0.15, cachedInput: 0.075, output: 0.6 },
      batch: { input: 0.075, output: 0.3 },
      priority: { input: 0.25, cachedInput: 0.125, output: 1 },
      source: `${CACHING}; github.com/ztjhz/BetterChatGPT/pull/602; seeds 000, 002, 004; ${TIERS}`,
    },
  ],
  // It has no cache. What it pays for a search: `tool-prices.ts`.
  'gpt-4o-mini-search-preview': [
    { from: '2025-03-11', usdPerMillionTokens: { input: 0.15, output: 0.6 }, source: PRICING_AUTUMN_2025 },
  ],
  'gpt-4.1': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 },
      batch: { input: 1, output: 4 },
      priority: { input: 3.5, cachedInput: 0.875, output: 14 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-4.1-mini': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 0.4, cachedInput: 0.1, output: 1.6 },
      batch: { input: 0.2, output: 0.8 },
      priority: { input: 0.7, cachedInput: 0.175, output: 2.8 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-4.1-nano': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 0.1, cachedInput: 0.025, output: 0.4 },
      batch: { input: 0.05, output: 0.2 },
      priority: { input: 0.2, cachedInput: 0.05, output: 0.8 },
      source: PRICING_JULY_2026,
    },
  ],
};
