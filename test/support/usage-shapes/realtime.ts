import { type Bill, priced, type UsageShape } from './shape';

/** `response.usage` of the event `response.done`: it comes over a WebSocket, so that the application tells of it. */
function spoken(name: string, usage: Readonly<Record<string, unknown>>, bill: Bill): UsageShape {
  const model = 'gpt-realtime-2025-08-28';
  const record = priced({ endpoint: 'realtime', modelName: model, ...bill });
  return { name, steps: [{ told: { model, usage } }], records: [record] };
}

/**
 * gpt-realtime: 4, cached 0.40, output 16; sound 32, cached 0.40, its output 64; pictures 5, cached 0.50. Sources: copies
 * of the pricing page of autumn 2025 and of 2026-10-07, written off by others; MODELS has the same for gpt-realtime-1.5.
 */
export const REALTIME_SHAPES: readonly UsageShape[] = [
  spoken(
    'Cached tokens are of the kind that the provider says',
    {
      total_tokens: 253,
      input_tokens: 132,
      output_tokens: 121,
      input_token_details: {
        text_tokens: 119,
        audio_tokens: 13,
        image_tokens: 0,
        cached_tokens: 64,
        cached_tokens_details: { text_tokens: 64, audio_tokens: 0, image_tokens: 0 },
      },
      output_token_details: { text_tokens: 30, audio_tokens: 91 },
    },
    {
      used: {
        input: [55, 4_000, 220_000n],
        cachedInput: [64, 400, 25_600n],
        audioInput: [13, 32_000, 416_000n],
        output: [30, 16_000, 480_000n],
        audioOutput: [91, 64_000, 5_824_000n],
      },
      costNanoUsd: 6_965_600n,
    },
  ),
  spoken(
    'Text, sound and pictures each have a cache',
    {
      total_tokens: 1_060,
      input_tokens: 1_000,
      output_tokens: 60,
      input_token_details: {
        text_tokens: 300,
        audio_tokens: 400,
        image_tokens: 300,
        cached_tokens: 500,
        cached_tokens_details: { text_tokens: 100, audio_tokens: 250, image_tokens: 150 },
      },
      output_token_details: { text_tokens: 10, audio_tokens: 50 },
    },
    {
      used: {
        input: [200, 4_000, 800_000n],
        cachedInput: [100, 400, 40_000n],
        audioInput: [150, 32_000, 4_800_000n],
        cachedAudioInput: [250, 400, 100_000n],
        imageInput: [150, 5_000, 750_000n],
        cachedImageInput: [150, 500, 75_000n],
        output: [10, 16_000, 160_000n],
        audioOutput: [50, 64_000, 3_200_000n],
      },
      costNanoUsd: 9_925_000n,
    },
  ),
  spoken(
    'No more sound is cached than is cached at all',
    {
      total_tokens: 110,
      input_tokens: 100,
      output_tokens: 10,
      input_token_details: {
        text_tokens: 20,
        audio_tokens: 80,
        cached_tokens: 10,
        cached_tokens_details: { text_tokens: 0, audio_tokens: 40 },
      },
      output_token_details: { text_tokens: 10, audio_tokens: 0 },
    },
    {
      used: {
        input: [20, 4_000, 80_000n],
        audioInput: [70, 32_000, 2_240_000n],
        cachedAudioInput: [10, 400, 4_000n],
        output: [10, 16_000, 160_000n],
      },
      costNanoUsd: 2_484_000n,
    },
  ),
];
