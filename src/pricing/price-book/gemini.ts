import { type ListedPrices } from '../price-list';

const GEMINI_JULY_2025 =
  'clannorg/CLANNAI: bball/4_gemini_info/gemini_pricing_reference.md; Helicone pull 4048';
const GEMINI_OCTOBER_2025 =
  'https://ai.google.dev/pricing of 2025-10-08, kept in gfargo/token-tally: scripts/fixtures/gemini';
const GEMINI_AUTUMN_2025 = 'a copy of ai.google.dev/pricing of autumn 2025';

export const GEMINI_PRICES: ListedPrices = {
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
      usdPerMillionTokens: {
        input: 0.3,
        cachedInput: 0.075,
        audioInput: 1,
        cachedAudioInput: 0.25,
        output: 2.5,
      },
      source: `${GEMINI_JULY_2025}; ${GEMINI_AUTUMN_2025} (audio); the day: aiwiki.ai/wiki/gemini_2_5_flash`,
    },
    {
      from: '2025-10-08',
      usdPerMillionTokens: {
        input: 0.3,
        cachedInput: 0.03,
        audioInput: 1,
        cachedAudioInput: 0.1,
        output: 2.5,
      },
      source: GEMINI_OCTOBER_2025,
    },
  ],
  // Seed 003 has 5 for the output: Gemini 1.5 Pro's. Its page prints one price for all kinds of input.
  'gemini-2.5-pro': [
    {
      from: '2025-06-17',
      usdPerMillionTokens: {
        input: 1.25,
        cachedInput: 0.31,
        audioInput: 1.25,
        cachedAudioInput: 0.31,
        output: 10,
      },
      longContext: {
        inputTokens: 200_000,
        usdPerMillionTokens: {
          input: 2.5,
          cachedInput: 0.625,
          audioInput: 2.5,
          cachedAudioInput: 0.625,
          output: 15,
        },
      },
      source: GEMINI_JULY_2025,
    },
    {
      from: '2025-10-08',
      usdPerMillionTokens: {
        input: 1.25,
        cachedInput: 0.125,
        audioInput: 1.25,
        cachedAudioInput: 0.125,
        output: 10,
      },
      longContext: {
        inputTokens: 200_000,
        usdPerMillionTokens: {
          input: 2.5,
          cachedInput: 0.25,
          audioInput: 2.5,
          cachedAudioInput: 0.25,
          output: 15,
        },
      },
      source: GEMINI_OCTOBER_2025,
    },
  ],
  // They make sound and no text, which genai-prices writes under output.
  'gemini-2.5-flash-preview-tts': [
    {
      from: '2025-10-08',
      usdPerMillionTokens: { input: 0.5, audioOutput: 10 },
      source: GEMINI_OCTOBER_2025,
    },
  ],
  'gemini-2.5-pro-preview-tts': [
    { from: '2025-10-08', usdPerMillionTokens: { input: 1, audioOutput: 20 }, source: GEMINI_OCTOBER_2025 },
  ],
};
