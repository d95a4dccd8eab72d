/**
 * The prices that we vouch for: what genai-prices lacks or has wrong, and every model that the five documents price.
 *
 * To add a price: append it at the end of its model's list, with the UTC day from which it is charged and where you
 * read it. Write it as the vendor prints it. Never edit or remove an entry: the past keeps its price, and a record
 * that was priced by it must be found again. A test refuses an entry out of order, without a source, or one that is
 * not a whole number of pico-USD per unit. Where our price then differs from genai-prices' of today, a test asks you
 * to say so.
 *
 * `from` is the day of the announcement or of the model's release, or else that of the oldest source that shows the
 * price. A name that moved between snapshots (`gpt-4o`) has the price of the snapshot that it was; the day is that of
 * the move, not of the snapshot.
 *
 * All sources were read on `PRICES_READ_ON`, the pages as stored copies. «Seed» is one of the five documents that this
 * service is built from.
 */
import { type ListedPrice, type PriceList } from './price-list';

/** The last day on which the book was compared with what the vendors print. */
export const PRICES_READ_ON = '2026-11-23';

const CACHING = 'https://openai.com/index/api-prompt-caching/ (2024-10-01)';
const DEPRECATIONS = 'openai-cookbook: examples/data/oai_docs/deprecations.txt (June 2024)';
const JUNE_2023 = 'OpenAI mail of 2023-06-13, quoted in github.com/ChatGPTNextWeb/NextChat/issues/2177';
const MARCH_2023 = 'zephtech.net/feed/2023-02-07-chatgpt-api-launch-openai.html';
const DEVDAY = 'github.com/langchain-ai/langchain/pull/12988 (2023-11-06)';
const JANUARY_2024 =
  'https://openai.com/index/new-embedding-models-and-api-updates/, its prices in github.com/n4ze3m/dialoqbase/issues/212';
const CHANGELOG = 'openai-cookbook: examples/data/oai_docs/changelog.txt (June 2024)';
const GPT_4O_MOVES = 'OpenAI mail quoted in github.com/ogkalu2/comic-translate/issues/138 (2024-09-12)';
const MODEL_PAGES = 'https://developers.openai.com/api/docs/models/';
const LITELLM_FINE_TUNED = 'BerriAI/litellm at 00035b69: model_prices_and_context_window.json';
const GEMINI_JULY_2025 =
  'clannorg/CLANNAI: bball/4_gemini_info/gemini_pricing_reference.md; Helicone pull 4048';
const GEMINI_OCTOBER_2025 =
  'https://ai.google.dev/pricing of 2025-10-08, kept in gfargo/token-tally: scripts/fixtures/gemini';

const GPT_35_TURBO_0301 = { input: 2, output: 2 };
const GPT_35_TURBO_0613 = { input: 1.5, output: 2 };
const GPT_4O_2024_05_13 = { input: 5, output: 15 };
const GPT_4O_2024_08_06 = { input: 2.5, cachedInput: 1.25, output: 10 };

const PRICES: Readonly<Record<string, readonly [ListedPrice, ...ListedPrice[]]>> = {
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
    { from: '2023-06-13', usdPerMillionTokens: GPT_35_TURBO_0613, source: `${JUNE_2023}; ${DEVDAY}` },
  ],
  'gpt-3.5-turbo-0613': [
    { from: '2023-06-13', usdPerMillionTokens: GPT_35_TURBO_0613, source: DEPRECATIONS },
  ],
  'gpt-3.5-turbo-1106': [
    { from: '2023-11-06', usdPerMillionTokens: { input: 1, output: 2 }, source: DEVDAY },
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
  'gpt-4o': [
    {
      from: '2024-05-13',
      usdPerMillionTokens: GPT_4O_2024_05_13,
      source: `${CHANGELOG}; seed 002; seed 004`,
    },
    {
      from: '2024-10-02',
      usdPerMillionTokens: GPT_4O_2024_08_06,
      source: `${GPT_4O_MOVES}; ${CACHING}; seed 000`,
    },
  ],
  'gpt-4o-2024-05-13': [
    {
      from: '2024-05-13',
      usdPerMillionTokens: GPT_4O_2024_05_13,
      source: 'github.com/promptfoo/promptfoo/pull/1728 (2024-09-20); genai-prices 0.1.8, entry of this name',
    },
  ],
  'gpt-4o-2024-08-06': [{ from: '2024-08-06', usdPerMillionTokens: GPT_4O_2024_08_06, source: CACHING }],
  'gpt-4o-2024-11-20': [
    {
      from: '2024-11-20',
      usdPerMillionTokens: GPT_4O_2024_08_06,
      source: 'github.com/anomalyco/models.dev/pull/231; genai-prices 0.1.8, entry gpt-4o',
    },
  ],
  'gpt-4o-mini': [
    {
      from: '2024-07-18',
      usdPerMillionTokens: { input: 0.15, cachedInput: 0.075, output: 0.6 },
      source: `${CACHING}; github.com/ztjhz/BetterChatGPT/pull/602; seeds 000, 002, 004`,
    },
  ],
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
      source: `${CACHING}; github.com/BerriAI/litellm/pull/5442`,
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
      source: LITELLM_FINE_TUNED,
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
  'o1-mini': [
    { from: '2024-09-12', usdPerMillionTokens: { input: 3, cachedInput: 1.5, output: 12 }, source: CACHING },
    {
      from: '2025-01-31',
      usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 },
      source: 'github.com/RooCodeInc/Roo-Code/pull/711; github.com/langfuse/langfuse/pull/5335',
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
      source: 'github.com/langfuse/langfuse/pull/7223',
    },
  ],
  'gpt-6.1-sol': [
    {
      from: '2026-09-29',
      usdPerMillionTokens: { input: 2, cachedInput: 0.1, output: 10 },
      longContext: { inputTokens: 272_000, usdPerMillionTokens: { input: 4, cachedInput: 0.2, output: 15 } },
      source: 'docs.litellm.ai/blog/gpt_6_1_sol; wavespeed.ai/zh-CN/llm/openai/gpt-6.1-sol (long context)',
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
  'whisper-1': [
    {
      from: '2023-03-01',
      usdPerMinute: 0.006,
      source: `${MODEL_PAGES}whisper-1.md; ${MARCH_2023}; seed 004`,
    },
  ],
  'tts-1': [
    {
      from: '2023-11-06',
      usdPerMillionCharacters: 15,
      source: `${MODEL_PAGES}tts-1; seed 004`,
    },
  ],
  'tts-1-hd': [
    {
      from: '2023-11-06',
      usdPerMillionCharacters: 30,
      source: `${MODEL_PAGES}tts-1-hd.md; seed 004`,
    },
  ],
  // Google printed 0.125 and 0.375 per million *characters*, four of them to a token; genai-prices has those per token.
  'gemini-pro': [
    {
      from: '2024-03-04',
      usdPerMillionTokens: { input: 0.5, output: 1.5 },
      source: 'seed 002; gist.github.com/sj82516/26c9544b7b3c63a5a66cbe38e4375e8e (2024-03-04)',
    },
  ],
  // Known to be free of charge, which is not the same as unknown. Seed 002 has Gemini 1.5 Flash's price for it.
  'gemini-2.0-flash-exp': [
    {
      from: '2024-12-11',
      usdPerMillionTokens: { input: 0, output: 0 },
      source: 'github.com/chain-ml/council/pull/199 (2024-12-11); github.com/karthink/gptel/pull/639',
    },
  ],
  // Seed 003's price for it is Gemini 1.5 Flash's.
  'gemini-2.5-flash': [
    {
      from: '2025-06-17',
      usdPerMillionTokens: { input: 0.3, cachedInput: 0.075, output: 2.5 },
      source: `${GEMINI_JULY_2025}; the day: aiwiki.ai/wiki/gemini_2_5_flash`,
    },
    {
      from: '2025-10-08',
      usdPerMillionTokens: { input: 0.3, cachedInput: 0.03, output: 2.5 },
      source: GEMINI_OCTOBER_2025,
    },
  ],
  // Seed 003 has 5 for the output: Gemini 1.5 Pro's.
  'gemini-2.5-pro': [
    {
      from: '2025-06-17',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.31, output: 10 },
      longContext: {
        inputTokens: 200_000,
        usdPerMillionTokens: { input: 2.5, cachedInput: 0.625, output: 15 },
      },
      source: GEMINI_JULY_2025,
    },
    {
      from: '2025-10-08',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 },
      longContext: {
        inputTokens: 200_000,
        usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 15 },
      },
      source: GEMINI_OCTOBER_2025,
    },
  ],
};

/**
 * Sources of the names: openai-cookbook: examples/data/oai_docs/models.txt (2024), genai-prices 0.1.8, and for speech
 * github.com/Portkey-AI/models/pull/660.
 */
const ALIASES: Readonly<Record<string, string>> = {
  'gpt-4-0314': 'gpt-4',
  'gpt-4-0613': 'gpt-4',
  'gpt-4-1106-preview': 'gpt-4-turbo',
  'gpt-4-0125-preview': 'gpt-4-turbo',
  'gpt-4-turbo-preview': 'gpt-4-turbo',
  'gpt-4-vision-preview': 'gpt-4-turbo',
  'gpt-4-1106-vision-preview': 'gpt-4-turbo',
  'text-embedding-ada-002-v2': 'text-embedding-ada-002',
  'tts-1-1106': 'tts-1',
  'tts-1-hd-1106': 'tts-1-hd',
  'gemini-1.0-pro': 'gemini-pro',
};

export const PRICE_BOOK: PriceList = {
  name: 'book',
  prices: new Map(Object.entries(PRICES)),
  aliases: new Map(Object.entries(ALIASES)),
};

/**
 * Names that a vendor answers with and that genai-prices knows only by a prefix. Sources: recorded OpenAI traffic for
 * the first, cdn.openai.com/API/docs/txt/llms-models-pricing.txt for the second, and for Gemini's version numbers
 * github.com/promptfoo/promptfoo/pull/7490 and github.com/BerriAI/litellm/pull/9214.
 */
export const CATALOGUE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['gpt-3.5-turbo-instruct:20230824-v2', 'gpt-3.5-turbo-instruct'],
  ['computer-use-preview', 'computer-use'],
  ['gemini-1.5-flash-001', 'gemini-1.5-flash'],
  ['gemini-1.5-flash-002', 'gemini-1.5-flash'],
  ['gemini-1.5-pro-001', 'gemini-1.5-pro'],
  ['gemini-1.5-pro-002', 'gemini-1.5-pro'],
  ['gemini-2.0-flash-001', 'gemini-2.0-flash'],
]);
