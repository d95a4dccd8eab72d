import { type ListedPrices } from '../price-list';
import { CACHING, PRICING_AUTUMN_2025 } from './sources';

const LITELLM_FINE_TUNED = 'BerriAI/litellm at 00035b69: model_prices_and_context_window.json';
const BATCH = `batch: ${PRICING_AUTUMN_2025}`;

// Two of them do not cost half in a batch.
export const FINE_TUNED_PRICES: ListedPrices = {
  'ft:gpt-3.5-turbo-0125': [
    { from: '2024-02-01', usdPerMillionTokens: { input: 3, output: 6 }, source: LITELLM_FINE_TUNED },
  ],
  'ft:gpt-3.5-turbo-1106': [
    { from: '2023-11-06', usdPerMillionTokens: { input: 3, output: 6 }, source: LITELLM_FINE_TUNED },
  ],
  'ft:gpt-3.5-turbo-0613': [
    {
      from: '2023-12-06',
      usdPerMillionTokens: { input: 3, output: 6 },
      source: `${LITELLM_FINE_TUNED}; gist.github.com/thorwhalen/4e888c4ede4bbd4a1a134ee90ccadcdc`,
    },
  ],
  'ft:gpt-4o-2024-08-06': [
    {
      from: '2024-08-30',
      usdPerMillionTokens: { input: 3.75, cachedInput: 1.875, output: 15 },
      batch: { input: 2.225, cachedInput: 0.9, output: 12.5 },
      source: `${CACHING}; github.com/BerriAI/litellm/pull/5442; ${BATCH}`,
    },
  ],
  'ft:gpt-4o-mini-2024-07-18': [
    {
      from: '2024-07-24',
      usdPerMillionTokens: { input: 0.3, cachedInput: 0.15, output: 1.2 },
      source: `${CACHING}; github.com/langchain-ai/langchain/pull/24605`,
    },
  ],
  'ft:gpt-4.1-2025-04-14': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 3, cachedInput: 0.75, output: 12 },
      batch: { input: 1.5, cachedInput: 0.5, output: 6 },
      source: `${LITELLM_FINE_TUNED}; ${BATCH}`,
    },
  ],
  'ft:gpt-4.1-mini-2025-04-14': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 0.8, cachedInput: 0.2, output: 3.2 },
      source: LITELLM_FINE_TUNED,
    },
  ],
  'ft:gpt-4.1-nano-2025-04-14': [
    {
      from: '2025-04-14',
      usdPerMillionTokens: { input: 0.2, cachedInput: 0.05, output: 0.8 },
      source: LITELLM_FINE_TUNED,
    },
  ],
  'ft:o4-mini-2025-04-16': [
    {
      from: '2025-04-16',
      usdPerMillionTokens: { input: 4, cachedInput: 1, output: 16 },
      source: LITELLM_FINE_TUNED,
    },
  ],
};
