import { pricedChat, pricedResponse, responseTokens, tokens, unpricedChat } from './openai-answers';
import { type UsageShape } from './shape';

/** Names that look like one that has a price. */
const UNKNOWN: readonly (readonly [why: string, model: string])[] = [
  ['A model that nobody knows has no price', 'gpt-99'],
  ['The beginning of a name is not the name', 'gpt-4o-foo'],
  ['A date that does not exist belongs to the name', 'gpt-4o-2024-02-30'],
  ['Nines are no date', 'gpt-5-nano-9999-99-99'],
  ['A letter more is another model', 'gpt-4oo'],
  ['A model of somebody else is not the one that it is named after', 'my-gpt-4o'],
  [
    'A fine-tuned model without a printed price does not have that of its base',
    'ft:gpt-5-2025-08-07:acme::9xYz',
  ],
];

export const MODEL_NAME_SHAPES: readonly UsageShape[] = [
  pricedChat('The first snapshot of GPT-4o keeps its price', 'gpt-4o-2024-05-13', tokens(100, 10), {
    // gpt-4o-2024-05-13: 5, output 15; PRICING
    used: { input: [100, 5_000, 500_000n], output: [10, 15_000, 150_000n] },
    costNanoUsd: 650_000n,
  }),
  pricedChat(
    'A model without a cache has no discount for one',
    'gpt-4o-2024-05-13',
    tokens(100, 10, { prompt_tokens_details: { cached_tokens: 64 } }),
    {
      // As before, and «-» for cached input.
      used: {
        input: [36, 5_000, 180_000n],
        cachedInput: [64, 5_000, 320_000n],
        output: [10, 15_000, 150_000n],
      },
      costNanoUsd: 650_000n,
    },
  ),
  pricedChat('A later snapshot of GPT-4o has the later price', 'gpt-4o-2024-11-20', tokens(100, 10), {
    // gpt-4o: 2.50, output 10; PRICING
    used: { input: [100, 2_500, 250_000n], output: [10, 10_000, 100_000n] },
    costNanoUsd: 350_000n,
  }),
  pricedChat('GPT-3.5 Turbo of 1106 is not that of 0125', 'gpt-3.5-turbo-1106', tokens(100, 10), {
    // gpt-3.5-turbo-1106: 1, output 2; PRICING
    used: { input: [100, 1_000, 100_000n], output: [10, 2_000, 20_000n] },
    costNanoUsd: 120_000n,
  }),
  pricedChat('GPT-3.5 Turbo of 0125 is not that of 1106', 'gpt-3.5-turbo-0125', tokens(100, 10), {
    // gpt-3.5-turbo-0125: 0.50, output 1.50; PRICING
    used: { input: [100, 500, 50_000n], output: [10, 1_500, 15_000n] },
    costNanoUsd: 65_000n,
  }),
  pricedChat('A snapshot that is dated by month and day is known', 'gpt-4-0613', tokens(100, 10), {
    // gpt-4-0613: 30, output 60; PRICING
    used: { input: [100, 30_000, 3_000_000n], output: [10, 60_000, 600_000n] },
    costNanoUsd: 3_600_000n,
  }),
  pricedResponse('A pro model is dear', 'o1-pro-2025-03-19', responseTokens(100, 0, 10, 0), {
    // o1-pro: 150, output 600; PRICING
    used: { input: [100, 150_000, 15_000_000n], output: [10, 600_000, 6_000_000n] },
    costNanoUsd: 21_000_000n,
  }),
  pricedResponse(
    'GPT-6.1 Sol reads its cache for less than a tenth',
    'gpt-6.1-sol',
    responseTokens(2_000, 1_000, 10, 0),
    {
      // gpt-6.1-sol: 2, cached 0.10, output 10; PRICING of 2026-09-29
      used: {
        input: [1_000, 2_000, 2_000_000n],
        cachedInput: [1_000, 100, 100_000n],
        output: [10, 10_000, 100_000n],
      },
      costNanoUsd: 2_200_000n,
    },
  ),
  pricedResponse(
    'The model that uses a computer has no fee for using it',
    'computer-use-preview-2025-03-11',
    responseTokens(100, 0, 10, 0),
    {
      answered: {
        output: [{ type: 'computer_call', id: 'cu_1', status: 'completed', action: { type: 'screenshot' } }],
        tools: [{ type: 'computer_use_preview', environment: 'browser' }],
      },
      // computer-use-preview: 3, output 12; PRICING
      used: { input: [100, 3_000, 300_000n], output: [10, 12_000, 120_000n] },
      costNanoUsd: 420_000n,
    },
  ),
  pricedChat(
    'A fine-tuned model has a price of its own',
    'ft:gpt-4o-2024-08-06:acme:support:9xYz',
    tokens(100, 10, { prompt_tokens_details: { cached_tokens: 20 } }),
    {
      // ft:gpt-4o-2024-08-06: 3.75, cached 1.875, output 15; openai.com/index/api-prompt-caching
      used: {
        input: [80, 3_750, 300_000n],
        cachedInput: [20, 1_875, 37_500n],
        output: [10, 15_000, 150_000n],
      },
      costNanoUsd: 487_500n,
    },
  ),
  pricedChat(
    'A step of the training of a fine-tuned model costs what the model does',
    'ft:gpt-4o-mini-2024-07-18:acme::9xYz:ckpt-step-200',
    tokens(100, 10),
    {
      // ft:gpt-4o-mini-2024-07-18: 0.30, output 1.20; openai.com/index/api-prompt-caching
      used: { input: [100, 300, 30_000n], output: [10, 1_200, 12_000n] },
      costNanoUsd: 42_000n,
    },
  ),
  ...UNKNOWN.map(([why, model]) =>
    unpricedChat(why, model, tokens(100, 10), { why: 'unknown_model', used: { input: 100, output: 10 } }),
  ),
];
