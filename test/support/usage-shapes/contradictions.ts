import { pricedChat, tokens, unpricedChat } from './openai-answers';
import { type UsageShape } from './shape';

// gpt-4o-mini: 0.15, cached 0.075, output 0.60; PRICING
const MODEL = 'gpt-4o-mini-2024-07-18';
// gpt-4o-mini-audio-preview: 0.15, output 0.60, audio 10, its output 20; a copy of the pricing page of autumn 2025
const AUDIO_MODEL = 'gpt-4o-mini-audio-preview-2024-12-17';

const TEN_AND_FIVE = {
  used: { input: [10, 150, 1_500n], output: [5, 600, 3_000n] },
  costNanoUsd: 4_500n,
} as const;

const UNREADABLE: readonly (readonly [what: string, usage: unknown])[] = [
  ['as text', { prompt_tokens: '10', completion_tokens: '5', total_tokens: '15' }],
  ['of less than nothing', { prompt_tokens: -1, completion_tokens: 5, total_tokens: 4 }],
  ['in fractions', { prompt_tokens: 10.5, completion_tokens: 5, total_tokens: 15.5 }],
  ['of more than a number can hold', { prompt_tokens: 1e300, completion_tokens: 5, total_tokens: 1e300 }],
  ['of `null`', { prompt_tokens: null, completion_tokens: null, total_tokens: null }],
  ['by other names', { input: 10, output: 5 }],
];

/** What contradicts itself is cut to fit; what cannot be read is unknown, which is not zero. */
export const CONTRADICTING_SHAPES: readonly UsageShape[] = [
  pricedChat(
    'No more is cached than was sent',
    MODEL,
    tokens(10, 5, { prompt_tokens_details: { cached_tokens: 50 } }),
    { used: { cachedInput: [10, 75, 750n], output: [5, 600, 3_000n] }, costNanoUsd: 3_750n },
  ),
  pricedChat(
    'No more is reasoning than was answered',
    'gpt-5-mini-2025-08-07',
    tokens(10, 20, { completion_tokens_details: { reasoning_tokens: 64 } }),
    // gpt-5-mini: 0.25, output 2; PRICING
    { used: { input: [10, 250, 2_500n], reasoning: [20, 2_000, 40_000n] }, costNanoUsd: 42_500n },
  ),
  pricedChat(
    'No more is sound than was sent and answered',
    AUDIO_MODEL,
    tokens(10, 4, {
      prompt_tokens_details: { audio_tokens: 30 },
      completion_tokens_details: { audio_tokens: 9 },
    }),
    {
      used: { audioInput: [10, 10_000, 100_000n], audioOutput: [4, 20_000, 80_000n] },
      costNanoUsd: 180_000n,
    },
  ),
  pricedChat(
    'Sound and pictures that are more than all that was sent leave no text',
    AUDIO_MODEL,
    tokens(100, 1, { prompt_tokens_details: { audio_tokens: 60, image_tokens: 60 } }),
    {
      used: {
        audioInput: [60, 10_000, 600_000n],
        imageInput: [40, 150, 6_000n],
        output: [1, 600, 600n],
      },
      costNanoUsd: 606_600n,
    },
  ),
  pricedChat(
    'Tokens that were read from a cache were not written to it',
    'gpt-6-sol',
    tokens(100, 1, { prompt_tokens_details: { cached_tokens: 80, cache_write_tokens: 50 } }),
    {
      // gpt-6-sol: cached 0.20, cache writes 2.50, output 10; PRICING
      used: {
        cachedInput: [80, 200, 16_000n],
        cacheWrite: [20, 2_500, 50_000n],
        output: [1, 10_000, 10_000n],
      },
      costNanoUsd: 76_000n,
    },
  ),
  pricedChat(
    'A total that is no sum is kept as the provider says it, and prices nothing',
    MODEL,
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 999 },
    { ...TEN_AND_FIVE, also: { promptTokens: 10, completionTokens: 5, totalTokens: 999 } },
  ),
  pricedChat(
    'A total that is missing is the sum',
    MODEL,
    { prompt_tokens: 10, completion_tokens: 5 },
    { ...TEN_AND_FIVE, also: { totalTokens: 15 } },
  ),
  pricedChat(
    'Details of `null` say nothing',
    MODEL,
    tokens(10, 5, {
      prompt_tokens_details: null,
      completion_tokens_details: { reasoning_tokens: null, audio_tokens: null },
    }),
    TEN_AND_FIVE,
  ),
  pricedChat(
    'Details that are no counts say nothing',
    MODEL,
    tokens(10, 5, {
      prompt_tokens_details: { cached_tokens: '4', audio_tokens: -2, image_tokens: 1.5 },
      completion_tokens_details: { reasoning_tokens: true, audio_tokens: [3] },
    }),
    TEN_AND_FIVE,
  ),
  pricedChat(
    'A completion that is left out is none',
    MODEL,
    { prompt_tokens: 10, total_tokens: 10 },
    { used: { input: [10, 150, 1_500n] }, costNanoUsd: 1_500n },
  ),
  pricedChat(
    'Numbers that nobody knows are named, and cost nothing that we know of',
    MODEL,
    { search_units: 2, ...tokens(10, 5, { prompt_tokens_details: { cached_tokens: 0, video_tokens: 3 } }) },
    { ...TEN_AND_FIVE, also: { unknownUsageFields: ['search_units', 'prompt_tokens_details.video_tokens'] } },
  ),
  ...UNREADABLE.map(([what, usage]) =>
    unpricedChat(`Counts ${what} are no usage`, MODEL, usage, { why: 'no_usage' }),
  ),
  unpricedChat('Usage of `null` is missing', MODEL, null, { why: 'no_usage' }),
  unpricedChat('Usage that is left out is missing', MODEL, undefined, { why: 'no_usage' }),
  unpricedChat('Usage that is no object is missing', MODEL, [10, 5], { why: 'no_usage' }),
];
