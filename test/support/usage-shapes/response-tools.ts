import { pricedResponse, responseTokens, unpricedResponse } from './openai-answers';
import { ran, type UsageShape } from './shape';

const TOKENS = responseTokens(1_000, 0, 100, 0);
// gpt-5-mini: 0.25, output 2; PRICING
const MODEL = 'gpt-5-mini-2025-08-07';
const OF_MODEL = { input: [1_000, 250, 250_000n], output: [100, 2_000, 200_000n] } as const;

const search = (action?: object) => ({
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  ...(action && { action }),
});
const fileSearch = {
  type: 'file_search_call',
  id: 'fs_1',
  status: 'completed',
  queries: ['a'],
  results: null,
};
const painting = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0K' };

/** What `tool_usage` says of images that were made. */
const imageTokens = (input: object, output: object, total: readonly [number, number]) => ({
  image_gen: {
    input_tokens: total[0],
    input_tokens_details: input,
    output_tokens: total[1],
    output_tokens_details: output,
    total_tokens: total[0] + total[1],
  },
});

/** The fees of tools, beside the tokens of the model: PRICING, «Tools». */
export const RESPONSE_TOOL_SHAPES: readonly UsageShape[] = [
  pricedResponse('Searches of the web are charged, and pages that are opened are not', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'web_search', search_context_size: 'medium' }],
      output: [
        search({ type: 'search', query: 'a', queries: ['a'] }),
        search({ type: 'open_page', url: 'https://example.com' }),
        search({ type: 'find_in_page', url: 'https://example.com', pattern: 'b' }),
        search({ type: 'search', query: 'c', queries: ['c'] }),
      ],
    },
    // Web search: 10.00 a thousand calls
    used: OF_MODEL,
    ran: [ran('web_search', [2, 10_000_000, 20_000_000n])],
    costNanoUsd: 20_450_000n,
  }),
  pricedResponse('A web search call that says no action is a search', MODEL, TOKENS, {
    answered: { tools: [{ type: 'web_search' }], output: [search()] },
    used: OF_MODEL,
    ran: [ran('web_search', [1, 10_000_000, 10_000_000n])],
    costNanoUsd: 10_450_000n,
  }),
  pricedResponse('The number of searches is the one that the provider counts', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'web_search' }],
      output: [search({ type: 'search', queries: ['a', 'b', 'c'] })],
      tool_usage: { web_search: { num_requests: 3 } },
    },
    used: OF_MODEL,
    ran: [ran('web_search', [3, 10_000_000, 30_000_000n])],
    costNanoUsd: 30_450_000n,
  }),
  pricedResponse('Tools that the provider counts and that did not run cost nothing', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'web_search' }, { type: 'image_generation' }],
      tool_usage: {
        ...imageTokens({ image_tokens: 0, text_tokens: 0 }, { image_tokens: 0, text_tokens: 0 }, [0, 0]),
        web_search: { num_requests: 0 },
      },
    },
    used: OF_MODEL,
    costNanoUsd: 450_000n,
  }),
  pricedResponse(
    'The preview of web search is dear for a model that does not reason',
    'gpt-4o-2024-08-06',
    TOKENS,
    {
      answered: { tools: [{ type: 'web_search_preview_2025_03_11' }], output: [search({ type: 'search' })] },
      // gpt-4o: 2.50, output 10. Web search preview, non-reasoning models: 25.00 a thousand calls
      used: { input: [1_000, 2_500, 2_500_000n], output: [100, 10_000, 1_000_000n] },
      ran: [ran('web_search_preview', [1, 25_000_000, 25_000_000n])],
      costNanoUsd: 28_500_000n,
    },
  ),
  pricedResponse(
    'The preview of web search costs less for a model that reasons',
    'o4-mini-2025-04-16',
    TOKENS,
    {
      answered: { tools: [{ type: 'web_search_preview' }], output: [search({ type: 'search' })] },
      // o4-mini: 1.10, output 4.40. Web search preview, reasoning models: 10.00 a thousand calls
      used: { input: [1_000, 1_100, 1_100_000n], output: [100, 4_400, 440_000n] },
      ran: [ran('web_search_preview', [1, 10_000_000, 10_000_000n])],
      costNanoUsd: 11_540_000n,
    },
  ),
  unpricedResponse(
    'A search that is billed as a block of tokens has no price',
    'gpt-4o-mini-2024-07-18',
    TOKENS,
    {
      answered: { tools: [{ type: 'web_search' }], output: [search({ type: 'search' })] },
      // «A fixed block of 8,000 input tokens per call»; whether the usage has it is not said.
      why: 'tool_price',
      used: { input: 1_000, output: 100 },
      also: { tools: [{ tool: 'web_search', calls: 1 }] },
    },
  ),
  pricedResponse('Each search in files is charged', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }],
      output: [fileSearch, fileSearch],
    },
    // File search: 2.50 a thousand calls
    used: OF_MODEL,
    ran: [ran('file_search', [2, 2_500_000, 5_000_000n])],
    costNanoUsd: 5_450_000n,
  }),
  pricedResponse('A response pays for each of its tools', MODEL, TOKENS, {
    answered: {
      tools: [
        { type: 'web_search' },
        { type: 'file_search' },
        { type: 'code_interpreter', container: { type: 'auto' } },
      ],
      output: [
        search({ type: 'search' }),
        fileSearch,
        { type: 'code_interpreter_call', id: 'ci_1', status: 'completed', code: '1', container_id: 'cntr_1' },
      ],
    },
    // Containers of 1 GB: 0.03
    used: OF_MODEL,
    ran: [
      ran('web_search', [1, 10_000_000, 10_000_000n]),
      ran('file_search', [1, 2_500_000, 2_500_000n]),
      ran('container', [1, 30_000_000, 30_000_000n], { size: '1g' }),
    ],
    costNanoUsd: 42_950_000n,
  }),
  pricedResponse('Tools that run elsewhere are not charged', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'mcp', server_label: 'a' }, { type: 'local_shell' }, { type: 'function', name: 'f' }],
      output: [
        { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'a', tools: [] },
        { type: 'mcp_call', id: 'mcp_1', server_label: 'a', name: 'b', arguments: '{}', output: 'c' },
        {
          type: 'local_shell_call',
          id: 'lsh_1',
          call_id: 'call_1',
          status: 'completed',
          action: { type: 'exec' },
        },
        { type: 'function_call', id: 'fc_1', call_id: 'call_2', name: 'f', arguments: '{}' },
        { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_3', name: 'g', input: 'd' },
      ],
    },
    used: OF_MODEL,
    costNanoUsd: 450_000n,
  }),
  pricedResponse('Images that a response makes cost what the tokens of their model do', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'image_generation', model: 'gpt-image-2', quality: 'low', size: '1024x1024' }],
      output: [painting],
      tool_usage: imageTokens(
        { image_tokens: 0, text_tokens: 50 },
        { image_tokens: 272, text_tokens: 0 },
        [50, 272],
      ),
    },
    used: OF_MODEL,
    ran: [
      // gpt-image-2: 5, its images 30; PRICING, copy of a part, after July 2026. 50 × 5,000 + 272 × 30,000
      ran('image_generation', [1, 8_410_000, 8_410_000n], {
        model: 'gpt-image-2',
        classes: { input: 50, imageOutput: 272 },
      }),
    ],
    costNanoUsd: 8_860_000n,
  }),
  pricedResponse('A model of images may look at some, and write', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'image_generation', model: 'gpt-image-1.5', action: 'edit' }],
      output: [painting],
      tool_usage: imageTokens(
        { image_tokens: 40, text_tokens: 60 },
        { image_tokens: 272, text_tokens: 28 },
        [100, 300],
      ),
    },
    used: OF_MODEL,
    ran: [
      // gpt-image-1.5: 5, output 10, images 8, its images 32; PRICING 2026-03 («text output tokens include reasoning»).
      // 60 × 5,000 + 40 × 8,000 + 28 × 10,000 + 272 × 32,000
      ran('image_generation', [1, 9_604_000, 9_604_000n], {
        model: 'gpt-image-1.5',
        classes: { input: 60, imageInput: 40, output: 28, imageOutput: 272 },
      }),
    ],
    costNanoUsd: 10_054_000n,
  }),
  unpricedResponse('Images whose tokens nobody counts have no price', MODEL, TOKENS, {
    answered: { tools: [{ type: 'image_generation', quality: 'low' }], output: [painting, painting] },
    why: 'tool_price',
    used: { input: 1_000, output: 100 },
    // «Default: gpt-image-1»: the API reference
    also: { tools: [{ tool: 'image_generation', calls: 2, model: 'gpt-image-1' }] },
  }),
];
