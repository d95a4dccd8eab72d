import { type ListedPrices } from '../price-list';
import { PRICING_JULY_2026, PRICING_SEPTEMBER_2026 } from './sources';

// "<272K context length": PRICING_SEPTEMBER_2026, which has the prices beyond it too. genai-prices reads it alike.
// "More than 272K": the models' pages. The pricing page has "<272K" for the others, which would be one token less.
const LONG = 272_000;

// The page prints 0.13 for a cached token of gpt-5.4 in batch and flex, and 0.138 for one of o4-mini in flex: the halves,
// rounded. It prints no priority price for long calls of these models.
export const GPT_5_PRICES: ListedPrices = {
  'gpt-5': [
    {
      from: '2025-08-07',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 },
      priority: { input: 2.5, cachedInput: 0.25, output: 20 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-5-mini': [
    {
      from: '2025-08-07',
      usdPerMillionTokens: { input: 0.25, cachedInput: 0.025, output: 2 },
      priority: { input: 0.45, cachedInput: 0.045, output: 3.6 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-5-search-api': [
    {
      from: '2026-07-30',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 },
      source: 'developers.openai.com/api/docs/pricing, copy of a part, after 2026-07-30',
    },
  ],
  'gpt-5.1': [
    {
      from: '2025-11-13',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 },
      priority: { input: 2.5, cachedInput: 0.25, output: 20 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-5.2': [
    {
      from: '2025-12-11',
      usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 },
      priority: { input: 3.5, cachedInput: 0.35, output: 28 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-5.4': [
    {
      from: '2026-03-05',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 15 },
      priority: { input: 5, cachedInput: 0.5, output: 30 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 22.5 },
      },
      source: `${PRICING_JULY_2026}; ${PRICING_SEPTEMBER_2026}`,
    },
  ],
  'gpt-5.4-mini': [
    {
      from: '2026-03-17',
      usdPerMillionTokens: { input: 0.75, cachedInput: 0.075, output: 4.5 },
      priority: { input: 1.5, cachedInput: 0.15, output: 9 },
      source: PRICING_JULY_2026,
    },
  ],
  'gpt-5.5': [
    {
      from: '2026-04-23',
      usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 30 },
      priority: { input: 12.5, cachedInput: 1.25, output: 75 },
      longContext: {
        inputTokens: LONG,
        usdPerMillionTokens: { input: 10, cachedInput: 1, output: 45 },
      },
      source: `${PRICING_JULY_2026}; ${PRICING_SEPTEMBER_2026}`,
    },
  ],
  'gpt-5.5-pro': [
    {
      from: '2026-04-23',
      usdPerMillionTokens: { input: 30, output: 180 },
      batch: { input: 15, output: 90 },
      longContext: { inputTokens: LONG, usdPerMillionTokens: { input: 60, output: 270 }, batch: {} },
      source: PRICING_SEPTEMBER_2026,
    },
  ],
};
