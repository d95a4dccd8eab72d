import { type ListedPrices } from '../price-list';
import { CHANGELOG, DEPRECATIONS, MARCH_2023, MODEL_PAGES, PRICING_JULY_2026 } from './sources';

const JUNE_2023 = 'OpenAI mail of 2023-06-13, quoted in github.com/ChatGPTNextWeb/NextChat/issues/2177';
const DEVDAY = 'github.com/langchain-ai/langchain/pull/12988 (2023-11-06)';
const JANUARY_2024 =
  'https://openai.com/index/new-embedding-models-and-api-updates/, its prices in github.com/n4ze3m/dialoqbase/issues/212';

const GPT_35_TURBO_0301 = { input: 2, output: 2 };
const GPT_35_TURBO_0613 = { input: 1.5, output: 2 };

/** Base models: completions only. */
const BASE_MODELS: ListedPrices = {
  'davinci-002': [
    { from: '2026-07-09', usdPerMillionTokens: { input: 2, output: 2 }, source: PRICING_JULY_2026 },
  ],
  'babbage-002': [
    { from: '2026-07-09', usdPerMillionTokens: { input: 0.4, output: 0.4 }, source: PRICING_JULY_2026 },
  ],
};

// Three old snapshots cost in a batch what they cost anywhere.
export const GPT_3_AND_4_PRICES: ListedPrices = {
  ...BASE_MODELS,
  'gpt-3.5-turbo': [
    { from: '2023-03-01', usdPerMillionTokens: GPT_35_TURBO_0301, source: MARCH_2023 },
    { from: '2023-06-13', usdPerMillionTokens: GPT_35_TURBO_0613, source: `${JUNE_2023}; seed 002` },
    {
      from: '2024-02-16',
      usdPerMillionTokens: { input: 0.5, output: 1.5 },
      // The name stayed with 0613 until then: it never was 1106. The first source names the day, the second saw it.
      source: `github.com/langchain-ai/langchain/pull/17009; github.com/songquanpeng/one-api/issues/1011; ${JANUARY_2024}; seed 004`,
    },
  ],
  'gpt-3.5-turbo-0301': [
    { from: '2023-03-01', usdPerMillionTokens: GPT_35_TURBO_0301, source: MARCH_2023 },
    {
      from: '2023-06-13',
      usdPerMillionTokens: GPT_35_TURBO_0613,
      batch: GPT_35_TURBO_0613,
      source: `${JUNE_2023}; ${DEVDAY}; batch: ${PRICING_JULY_2026}`,
    },
  ],
  'gpt-3.5-turbo-0613': [
    {
      from: '2023-06-13',
      usdPerMillionTokens: GPT_35_TURBO_0613,
      batch: GPT_35_TURBO_0613,
      source: `${DEPRECATIONS}; batch: ${PRICING_JULY_2026}`,
    },
  ],
  'gpt-3.5-turbo-1106': [
    {
      from: '2023-11-06',
      usdPerMillionTokens: { input: 1, output: 2 },
      batch: { input: 1, output: 2 },
      source: `${DEVDAY}; batch: ${PRICING_JULY_2026}`,
    },
  ],
  'gpt-3.5-turbo-0125': [
    {
      from: '2024-02-01',
      usdPerMillionTokens: { input: 0.5, output: 1.5 },
      source: `${CHANGELOG}; ${JANUARY_2024}`,
    },
  ],
  'gpt-4': [
    {
      from: '2023-03-14',
      usdPerMillionTokens: { input: 30, output: 60 },
      source: `${MODEL_PAGES}gpt-4.md; ${DEPRECATIONS}; seed 002`,
    },
  ],
  'gpt-4-turbo': [
    {
      from: '2023-11-06',
      usdPerMillionTokens: { input: 10, output: 30 },
      source: `${DEVDAY}; ${MODEL_PAGES}gpt-4-turbo.md; seed 002`,
    },
  ],
  'text-embedding-ada-002': [
    {
      from: '2023-04-02',
      usdPerMillionTokens: { input: 0.4 },
      source: 'github.com/thinkingjimmy/Learning-Prompt/issues/30 (2023-04-02)',
    },
    {
      from: '2023-06-13',
      usdPerMillionTokens: { input: 0.1 },
      source: 'potatohed.com/2283.html (75% off); github.com/assafelovic/gpt-researcher/pull/483',
    },
  ],
};
