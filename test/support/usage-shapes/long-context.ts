import { pricedChat, pricedResponse, responseTokens, tokens } from './openai-answers';
import { type UsageShape } from './shape';

/**
 * «Prompts with >272K input tokens are priced at 2x input and 1.5x output» for the whole request: MODELS. The long
 * prices are printed in PRICING. Google's, for more than 200,000, are with its other shapes.
 */
export const LONG_CONTEXT_SHAPES: readonly UsageShape[] = [
  pricedResponse(
    'A call of exactly 272,000 tokens is not long',
    'gpt-5.4-2026-03-05',
    responseTokens(272_000, 0, 100, 0),
    {
      // gpt-5.4: 2.50, output 15
      used: { input: [272_000, 2_500, 680_000_000n], output: [100, 15_000, 1_500_000n] },
      costNanoUsd: 681_500_000n,
    },
  ),
  pricedResponse(
    'All tokens of a call of one more than 272,000 cost what those of a long one do',
    'gpt-5.4-2026-03-05',
    responseTokens(272_001, 0, 100, 0),
    {
      // gpt-5.4, long: 5, output 22.50
      used: { input: [272_001, 5_000, 1_360_005_000n], output: [100, 22_500, 2_250_000n] },
      costNanoUsd: 1_362_255_000n,
    },
  ),
  pricedResponse(
    'Cached tokens make a call long too',
    'gpt-5.5-2026-04-23',
    responseTokens(272_001, 272_000, 10, 0),
    {
      // gpt-5.5, long: 10, cached 1, output 45
      used: {
        input: [1, 10_000, 10_000n],
        cachedInput: [272_000, 1_000, 272_000_000n],
        output: [10, 45_000, 450_000n],
      },
      costNanoUsd: 272_460_000n,
    },
  ),
  pricedResponse(
    'What is answered does not make a call long',
    'gpt-6-sol',
    responseTokens(272_000, 0, 1_000, 0),
    {
      // gpt-6-sol: 2, output 10
      used: { input: [272_000, 2_000, 544_000_000n], output: [1_000, 10_000, 10_000_000n] },
      costNanoUsd: 554_000_000n,
    },
  ),
  pricedResponse(
    'What is written to a cache costs more in a long call too',
    'gpt-6-sol',
    {
      input_tokens: 272_001,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 1_000 },
      output_tokens: 10,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 272_011,
    },
    {
      // gpt-6-sol, long: 4, cache writes 5, output 15
      used: {
        input: [271_001, 4_000, 1_084_004_000n],
        cacheWrite: [1_000, 5_000, 5_000_000n],
        output: [10, 15_000, 150_000n],
      },
      costNanoUsd: 1_089_154_000n,
    },
  ),
  pricedChat('A model with one price has it for long calls too', 'gpt-4.1-2025-04-14', tokens(900_000, 10), {
    // gpt-4.1: 2, output 8
    used: { input: [900_000, 2_000, 1_800_000_000n], output: [10, 8_000, 80_000n] },
    costNanoUsd: 1_800_080_000n,
  }),
];
