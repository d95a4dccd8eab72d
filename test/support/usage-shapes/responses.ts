import { pricedResponse, respond, response, responseTokens, streamedResponse } from './openai-answers';
import { free, look, post, priced, type UsageShape } from './shape';

const endpoint = 'responses';

export const RESPONSE_SHAPES: readonly UsageShape[] = [
  pricedResponse(
    'A response has cached tokens in its input and reasoning in its output',
    'gpt-5-2025-08-07',
    responseTokens(1_000, 256, 200, 128),
    {
      // gpt-5: 1.25, cached 0.125, output 10; PRICING
      used: {
        input: [744, 1_250, 930_000n],
        cachedInput: [256, 125, 32_000n],
        output: [72, 10_000, 720_000n],
        reasoning: [128, 10_000, 1_280_000n],
      },
      costNanoUsd: 2_962_000n,
    },
  ),
  pricedResponse(
    'A response says what it wrote to a cache',
    'gpt-6-sol',
    {
      input_tokens: 2_000,
      input_tokens_details: { cached_tokens: 1_024, cache_write_tokens: 512 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2_050,
    },
    {
      // gpt-6-sol: 2, cached 0.20, cache writes 2.50, output 10; PRICING. 2,000 - 1,024 - 512
      used: {
        input: [464, 2_000, 928_000n],
        cachedInput: [1_024, 200, 204_800n],
        cacheWrite: [512, 2_500, 1_280_000n],
        output: [50, 10_000, 500_000n],
      },
      costNanoUsd: 2_912_800n,
    },
  ),
  {
    name: 'A streamed response says its usage in its last event, and its tier too',
    steps: [
      streamedResponse(
        response('gpt-5-mini-2025-08-07', responseTokens(1_000, 256, 200, 128), { service_tier: 'flex' }),
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5-mini-2025-08-07',
        // gpt-5-mini in flex: 0.125, cached 0.0125, output 1; PRICING
        used: {
          input: [744, 125, 93_000n],
          cachedInput: [256, 12.5, 3_200n],
          output: [72, 1_000, 72_000n],
          reasoning: [128, 1_000, 128_000n],
        },
        costNanoUsd: 296_200n,
        also: { streamed: true, serviceTier: 'flex' },
      }),
    ],
  },
  {
    name: 'A streamed response that ends at its limit of tokens went well',
    steps: [
      streamedResponse(
        response('gpt-5-nano-2025-08-07', responseTokens(50, 0, 64, 64), {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
        }),
        'response.incomplete',
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5-nano-2025-08-07',
        // gpt-5-nano: 0.05, output 0.40; PRICING
        used: { input: [50, 50, 2_500n], reasoning: [64, 400, 25_600n] },
        costNanoUsd: 28_100n,
        also: { streamed: true },
      }),
    ],
  },
  {
    name: 'A response that failed and says no usage is not charged',
    steps: [
      respond(
        response('gpt-5-2025-08-07', null, {
          status: 'failed',
          error: { code: 'server_error', message: 'The model failed to generate a response.' },
          output: [],
        }),
      ),
    ],
    records: [
      free({ endpoint, modelName: 'gpt-5-2025-08-07', also: { outcome: 'failed', failure: 'provider' } }),
    ],
  },
  {
    name: 'A streamed response that failed is charged for what it says that it used',
    steps: [
      streamedResponse(
        response('gpt-5-2025-08-07', responseTokens(100, 0, 5, 0), {
          status: 'failed',
          error: { code: 'server_error', message: 'The model failed to generate a response.' },
        }),
        'response.failed',
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5-2025-08-07',
        // gpt-5: 1.25, output 10; PRICING
        used: { input: [100, 1_250, 125_000n], output: [5, 10_000, 50_000n] },
        costNanoUsd: 175_000n,
        also: { outcome: 'failed', failure: 'provider', streamed: true },
      }),
    ],
  },
  {
    name: 'A compaction names no model, so that it is the one that was asked for',
    steps: [
      post(
        '/responses/compact',
        { model: 'gpt-5.1', input: 'Hello' },
        {
          body: {
            id: 'resp_2',
            object: 'response.compaction',
            created_at: 1_795_521_600,
            output: [{ type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAA' }],
            usage: responseTokens(5_000, 4_096, 300, 0),
          },
        },
      ),
    ],
    records: [
      priced({
        endpoint,
        modelName: 'gpt-5.1',
        // gpt-5.1: 1.25, cached 0.125, output 10; PRICING
        used: {
          input: [904, 1_250, 1_130_000n],
          cachedInput: [4_096, 125, 512_000n],
          output: [300, 10_000, 3_000_000n],
        },
        costNanoUsd: 4_642_000n,
      }),
    ],
  },
  {
    name: 'To look at a response once more uses nothing',
    steps: [look('/responses/resp_1', { body: response('gpt-5-2025-08-07', responseTokens(100, 0, 5, 0)) })],
    records: [],
  },
  {
    name: 'To count the tokens of a response uses nothing',
    steps: [
      post(
        '/responses/input_tokens',
        { model: 'gpt-5', input: 'Hello' },
        { body: { object: 'response.input_tokens', input_tokens: 11 } },
      ),
    ],
    records: [],
  },
];
