import { type ListedPrices } from '../price-list';
import { CACHING, PRICING_AUTUMN_2025, PRICING_JULY_2026 } from './sources';

const TIERS = `priority and batch: ${PRICING_JULY_2026}`;

// Batches of these models have no price for cached tokens, while flex has half of the standard one.
export const O_SERIES_PRICES: ListedPrices = {
  o1: [
    {
      from: '2024-12-17',
      usdPerMillionTokens: { input: 15, cachedInput: 7.5, output: 60 },
      batch: { input: 7.5, output: 30 },
      source: PRICING_JULY_2026,
    },
  ],
  'o1-mini': [
    { from: '2024-09-12', usdPerMillionTokens: { input: 3, cachedInput: 1.5, output: 12 }, source: CACHING },
    {
      from: '2025-01-31',
      usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 },
      batch: { input: 0.55, output: 2.2 },
      source: `github.com/RooCodeInc/Roo-Code/pull/711; github.com/langfuse/langfuse/pull/5335; ${TIERS}`,
    },
  ],
  o3: [
    {
      from: '2025-04-16',
      usdPerMillionTokens: { input: 10, cachedInput: 2.5, output: 40 },
      source: 'github.com/langfuse/langfuse/pull/7223, the prices that it replaces',
    },
    {
      from: '2025-06-10',
      usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 },
      batch: { input: 1, output: 4 },
      priority: { input: 3.5, cachedInput: 0.875, output: 14 },
      source: `github.com/langfuse/langfuse/pull/7223; ${TIERS}`,
    },
  ],
  'o3-mini': [
    {
      from: '2025-01-31',
      usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 },
      batch: { input: 0.55, output: 2.2 },
      source: PRICING_JULY_2026,
    },
  ],
  'o3-deep-research': [
    {
      from: '2025-06-26',
      usdPerMillionTokens: { input: 10, cachedInput: 2.5, output: 40 },
      batch: { input: 5, output: 20 },
      source: PRICING_AUTUMN_2025,
    },
  ],
  'o4-mini': [
    {
      from: '2025-04-16',
      usdPerMillionTokens: { input: 1.1, cachedInput: 0.275, output: 4.4 },
      batch: { input: 0.55, output: 2.2 },
      priority: { input: 2, cachedInput: 0.5, output: 8 },
      source: PRICING_JULY_2026,
    },
  ],
  'o4-mini-deep-research': [
    {
      from: '2025-06-26',
      usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 },
      batch: { input: 1, output: 4 },
      source: PRICING_AUTUMN_2025,
    },
  ],
};
