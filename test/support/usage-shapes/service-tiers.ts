import {
  pricedChat,
  pricedResponse,
  responseTokens,
  tokens,
  unpricedChat,
  unpricedResponse,
} from './openai-answers';
import { type UsageShape } from './shape';

const answeredIn = (service_tier: string | null) => ({ answered: { service_tier } });

/** Priority was renamed Fast mode on 2026-07-30; an answer may call it by either name. All prices: PRICING. */
export const SERVICE_TIER_SHAPES: readonly UsageShape[] = [
  pricedResponse(
    'Flex costs half, cached tokens and reasoning included',
    'gpt-5-2025-08-07',
    responseTokens(1_000, 400, 100, 64),
    {
      ...answeredIn('flex'),
      // gpt-5 in flex: 0.625, cached 0.0625, output 5
      used: {
        input: [600, 625, 375_000n],
        cachedInput: [400, 62.5, 25_000n],
        output: [36, 5_000, 180_000n],
        reasoning: [64, 5_000, 320_000n],
      },
      costNanoUsd: 900_000n,
      also: { serviceTier: 'flex' },
    },
  ),
  pricedResponse(
    'Half a nano-dollar is rounded to the even one below',
    'gpt-5-nano-2025-08-07',
    responseTokens(100, 5, 10, 0),
    {
      ...answeredIn('flex'),
      // gpt-5-nano in flex: 0.025, cached 0.0025, output 0.20. 5 × 2.5 is 12.5
      used: { input: [95, 25, 2_375n], cachedInput: [5, 2.5, 12n], output: [10, 200, 2_000n] },
      costNanoUsd: 4_387n,
    },
  ),
  pricedResponse(
    'Half a nano-dollar is rounded to the even one above',
    'gpt-5-nano-2025-08-07',
    responseTokens(100, 3, 10, 0),
    {
      ...answeredIn('flex'),
      // As before. 3 × 2.5 is 7.5
      used: { input: [97, 25, 2_425n], cachedInput: [3, 2.5, 8n], output: [10, 200, 2_000n] },
      costNanoUsd: 4_433n,
    },
  ),
  pricedResponse(
    'Flex of o3 has a price for cached tokens that its batches do not have',
    'o3-2025-04-16',
    responseTokens(200, 100, 10, 0),
    {
      ...answeredIn('flex'),
      // o3 in flex: 1, cached 0.25, output 4
      used: {
        input: [100, 1_000, 100_000n],
        cachedInput: [100, 250, 25_000n],
        output: [10, 4_000, 40_000n],
      },
      costNanoUsd: 165_000n,
    },
  ),
  pricedChat(
    'Priority has a table of its own',
    'gpt-4o-2024-08-06',
    tokens(1_000, 50, { prompt_tokens_details: { cached_tokens: 200 } }),
    {
      ...answeredIn('priority'),
      // gpt-4o in priority: 4.25, cached 2.125, output 17
      used: {
        input: [800, 4_250, 3_400_000n],
        cachedInput: [200, 2_125, 425_000n],
        output: [50, 17_000, 850_000n],
      },
      costNanoUsd: 4_675_000n,
      also: { serviceTier: 'priority' },
    },
  ),
  pricedChat('Priority of an old snapshot is that of the snapshot', 'gpt-4o-2024-05-13', tokens(100, 10), {
    ...answeredIn('priority'),
    // gpt-4o-2024-05-13 in priority: 8.75, output 26.25
    used: { input: [100, 8_750, 875_000n], output: [10, 26_250, 262_500n] },
    costNanoUsd: 1_137_500n,
  }),
  pricedResponse(
    'Priority is two and a half times as dear for GPT-5.5',
    'gpt-5.5-2026-04-23',
    responseTokens(1_000, 0, 100, 0),
    {
      ...answeredIn('priority'),
      // gpt-5.5 in priority: 12.50, output 75
      used: { input: [1_000, 12_500, 12_500_000n], output: [100, 75_000, 7_500_000n] },
      costNanoUsd: 20_000_000n,
    },
  ),
  pricedResponse(
    'Fast mode is priority by its new name',
    'gpt-5.4-2026-03-05',
    responseTokens(100, 0, 10, 0),
    {
      asked: { service_tier: 'fast' },
      ...answeredIn('fast'),
      // gpt-5.4 in priority: 5, output 30
      used: { input: [100, 5_000, 500_000n], output: [10, 30_000, 300_000n] },
      costNanoUsd: 800_000n,
      also: { serviceTier: 'fast' },
    },
  ),
  pricedChat(
    'Priority that was asked for and not given is not charged',
    'gpt-4o-2024-08-06',
    tokens(100, 10),
    {
      asked: { service_tier: 'priority' },
      // gpt-4o: 2.50, output 10
      used: { input: [100, 2_500, 250_000n], output: [10, 10_000, 100_000n] },
      costNanoUsd: 350_000n,
      also: { serviceTier: 'default' },
    },
  ),
  pricedChat(
    'An answer that names no tier was given what was asked for',
    'o4-mini-2025-04-16',
    tokens(100, 10),
    {
      asked: { service_tier: 'flex' },
      ...answeredIn(null),
      // o4-mini in flex: 0.55, output 2.20
      used: { input: [100, 550, 55_000n], output: [10, 2_200, 22_000n] },
      costNanoUsd: 77_000n,
      also: { serviceTier: 'flex' },
    },
  ),
  pricedChat('An answer that says `auto` was given no other tier', 'gpt-4o-2024-08-06', tokens(100, 10), {
    ...answeredIn('auto'),
    used: { input: [100, 2_500, 250_000n], output: [10, 10_000, 100_000n] },
    costNanoUsd: 350_000n,
  }),
  unpricedChat(
    'Scale was paid for beforehand: what a call costs in it, no page says',
    'gpt-4o-2024-08-06',
    tokens(100, 10),
    {
      ...answeredIn('scale'),
      why: 'service_tier',
      used: { input: 100, output: 10 },
    },
  ),
  unpricedChat('A tier that nobody knows has no price', 'gpt-4o-2024-08-06', tokens(100, 10), {
    ...answeredIn('turbo'),
    why: 'service_tier',
    used: { input: 100, output: 10 },
  }),
  unpricedResponse(
    'Priority of a model that is not sold in it has no price',
    'gpt-5-nano-2025-08-07',
    responseTokens(100, 0, 10, 0),
    { ...answeredIn('priority'), why: 'service_tier', used: { input: 100, output: 10 } },
  ),
  unpricedResponse(
    'Priority of a long call of GPT-5.4 has no price',
    'gpt-5.4-2026-03-05',
    responseTokens(300_000, 0, 10, 0),
    // «Priority excludes long context»
    { ...answeredIn('priority'), why: 'service_tier', used: { input: 300_000, output: 10 } },
  ),
];
