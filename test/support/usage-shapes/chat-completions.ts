import { pricedChat, streamedChat, tokens } from './openai-answers';
import { priced, ran, type UsageShape } from './shape';

export const CHAT_SHAPES: readonly UsageShape[] = [
  pricedChat('A chat completion without details is all text', 'gpt-4o-2024-08-06', tokens(1_000, 100), {
    // gpt-4o: 2.50, output 10; PRICING
    used: { input: [1_000, 2_500, 2_500_000n], output: [100, 10_000, 1_000_000n] },
    costNanoUsd: 3_500_000n,
  }),
  pricedChat(
    'Cached tokens are a part of the prompt, and reasoning is one of the completion',
    'o4-mini-2025-04-16',
    tokens(2_006, 300, {
      prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 192, audio_tokens: 0, accepted_prediction_tokens: 0 },
    }),
    {
      // o4-mini: 1.10, cached 0.275, output 4.40; PRICING. 2,006 - 1,920 and 300 - 192
      used: {
        input: [86, 1_100, 94_600n],
        cachedInput: [1_920, 275, 528_000n],
        output: [108, 4_400, 475_200n],
        reasoning: [192, 4_400, 844_800n],
      },
      costNanoUsd: 1_942_600n,
    },
  ),
  pricedChat(
    'Predicted tokens are output, whether they were accepted or not',
    'gpt-4o-2024-11-20',
    tokens(530, 224, {
      completion_tokens_details: { accepted_prediction_tokens: 100, rejected_prediction_tokens: 24 },
    }),
    {
      // gpt-4o: 2.50, output 10; PRICING
      used: { input: [530, 2_500, 1_325_000n], output: [224, 10_000, 2_240_000n] },
      costNanoUsd: 3_565_000n,
    },
  ),
  pricedChat(
    'Sound costs what sound does, in both directions',
    'gpt-4o-audio-preview-2025-06-03',
    tokens(100, 180, {
      prompt_tokens_details: { cached_tokens: 0, text_tokens: 20, audio_tokens: 80, image_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, text_tokens: 30, audio_tokens: 150 },
    }),
    {
      // gpt-4o-audio-preview: 2.50, output 10, audio 40, its output 80; MODELS
      used: {
        input: [20, 2_500, 50_000n],
        audioInput: [80, 40_000, 3_200_000n],
        output: [30, 10_000, 300_000n],
        audioOutput: [150, 80_000, 12_000_000n],
      },
      costNanoUsd: 15_550_000n,
    },
  ),
  pricedChat(
    'Cached tokens are text as far as there is text, and then sound',
    'gpt-4o-audio-preview-2025-06-03',
    tokens(200, 10, { prompt_tokens_details: { cached_tokens: 64, audio_tokens: 150 } }),
    {
      // As before; no discount for a cache is printed. 200 - 150 is text, 64 - 50 is sound.
      used: {
        cachedInput: [50, 2_500, 125_000n],
        cachedAudioInput: [14, 40_000, 560_000n],
        audioInput: [136, 40_000, 5_440_000n],
        output: [10, 10_000, 100_000n],
      },
      costNanoUsd: 6_225_000n,
    },
  ),
  pricedChat(
    'Pictures that a chat model looks at cost what text does',
    'gpt-4o-2024-08-06',
    tokens(790, 40, { prompt_tokens_details: { cached_tokens: 0, text_tokens: 25, image_tokens: 765 } }),
    {
      // gpt-4o: 2.50, output 10; PRICING, which has no other price for its pictures
      used: {
        input: [25, 2_500, 62_500n],
        imageInput: [765, 2_500, 1_912_500n],
        output: [40, 10_000, 400_000n],
      },
      costNanoUsd: 2_375_000n,
    },
  ),
  pricedChat(
    'Tokens that are written to a cache are a part of the prompt, at a price of their own',
    'gpt-6-sol',
    tokens(2_600, 100, { prompt_tokens_details: { cached_tokens: 2_000, cache_write_tokens: 400 } }),
    {
      // gpt-6-sol: 2, cached 0.20, cache writes 2.50, output 10; PRICING. 2,600 - 2,000 - 400
      used: {
        input: [200, 2_000, 400_000n],
        cachedInput: [2_000, 200, 400_000n],
        cacheWrite: [400, 2_500, 1_000_000n],
        output: [100, 10_000, 1_000_000n],
      },
      costNanoUsd: 2_800_000n,
    },
  ),
  pricedChat(
    'Writing to a cache costs what input does before GPT-5.6',
    'gpt-5.2-2025-12-11',
    tokens(1_500, 50, { prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 1_024 } }),
    {
      // gpt-5.2: 1.75, output 14; PRICING. «No additional fee»: OpenAI's guide on prompt caching
      used: {
        input: [476, 1_750, 833_000n],
        cacheWrite: [1_024, 1_750, 1_792_000n],
        output: [50, 14_000, 700_000n],
      },
      costNanoUsd: 3_325_000n,
    },
  ),
  pricedChat('Usage of zero is known, and costs nothing', 'gpt-4o-mini-2024-07-18', tokens(0, 0), {
    used: {},
    costNanoUsd: 0n,
  }),
  {
    name: 'A stream that is asked for its usage says it in its last chunk',
    steps: [
      streamedChat(
        'gpt-4.1-mini-2025-04-14',
        tokens(2_048, 300, { prompt_tokens_details: { cached_tokens: 1_920 } }),
        { asked: { stream_options: { include_usage: true } } },
      ),
    ],
    records: [
      priced({
        endpoint: 'chat.completions',
        modelName: 'gpt-4.1-mini-2025-04-14',
        // gpt-4.1-mini: 0.40, cached 0.10, output 1.60; PRICING
        used: {
          input: [128, 400, 51_200n],
          cachedInput: [1_920, 100, 192_000n],
          output: [300, 1_600, 480_000n],
        },
        costNanoUsd: 723_200n,
        also: { streamed: true },
      }),
    ],
  },
  {
    name: 'A stream that nobody asked for its usage says it too',
    steps: [
      streamedChat('gpt-4.1-nano-2025-04-14', tokens(10, 5, { prompt_tokens_details: { cached_tokens: 3 } })),
    ],
    records: [
      priced({
        endpoint: 'chat.completions',
        modelName: 'gpt-4.1-nano-2025-04-14',
        // gpt-4.1-nano: 0.10, cached 0.025, output 0.40; PRICING
        used: { input: [7, 100, 700n], cachedInput: [3, 25, 75n], output: [5, 400, 2_000n] },
        costNanoUsd: 2_775n,
        also: { streamed: true },
      }),
    ],
  },
  pricedChat(
    'A search model pays for a search with every answer',
    'gpt-4o-search-preview-2025-03-11',
    tokens(12, 150),
    {
      // gpt-4o-search-preview: 2.50, output 10; a copy of the pricing page of autumn 2025.
      // Web search preview of models that do not reason: 25.00 a thousand calls; PRICING
      used: { input: [12, 2_500, 30_000n], output: [150, 10_000, 1_500_000n] },
      ran: [ran('web_search_preview', [1, 25_000_000, 25_000_000n])],
      costNanoUsd: 26_530_000n,
    },
  ),
  pricedChat(
    'A search model that reasons pays less for its search',
    'gpt-5-search-api-2025-10-14',
    tokens(900, 200),
    {
      // gpt-5-search-api: 1.25, output 10; web search: 10.00 a thousand calls; PRICING, copy of a part, after July 2026
      used: { input: [900, 1_250, 1_125_000n], output: [200, 10_000, 2_000_000n] },
      ran: [ran('web_search', [1, 10_000_000, 10_000_000n])],
      costNanoUsd: 13_125_000n,
    },
  ),
];
