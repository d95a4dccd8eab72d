import { pricedResponse, respond, response, responseTokens } from './openai-answers';
import { post, priced, ran, type RunTool, type UsageShape } from './shape';

const endpoint = 'responses';
const TOKENS = responseTokens(1_000, 0, 100, 0);
// gpt-5-mini: 0.25, output 2; PRICING
const MODEL = 'gpt-5-mini-2025-08-07';
const OF_MODEL = { input: [1_000, 250, 250_000n], output: [100, 2_000, 200_000n] } as const;

const codeIn = (container_id: string) => ({
  type: 'code_interpreter_call',
  id: 'ci_1',
  status: 'completed',
  code: 'print(1)',
  outputs: null,
  container_id,
});

const interpreter = (container: object = { type: 'auto' }) => [{ type: 'code_interpreter', container }];

/** USD by the memory: 1 GB 0.03, 4 GB 0.12, 16 GB 0.48, 64 GB 1.92. */
const oneOf = (size: string, nanoUsd: number): RunTool =>
  ran('container', [1, nanoUsd, BigInt(nanoUsd)], { size });

const container = (id: string, memory_limit: string) =>
  post(
    '/containers',
    { name: 'mine', memory_limit },
    {
      body: {
        id,
        object: 'container',
        created_at: 1_795_521_600,
        status: 'running',
        expires_after: { anchor: 'last_active_at', minutes: 20 },
        last_active_at: 1_795_521_600,
        memory_limit,
        name: 'mine',
      },
    },
  );

/** A container is charged for by the session of 20 minutes, however often it is used: PRICING, since 2026-03-31. */
export const CONTAINER_SHAPES: readonly UsageShape[] = [
  pricedResponse('Code that runs thrice in one container pays for one', MODEL, TOKENS, {
    answered: { tools: interpreter(), output: [codeIn('cntr_1'), codeIn('cntr_1'), codeIn('cntr_1')] },
    used: OF_MODEL,
    ran: [oneOf('1g', 30_000_000)],
    costNanoUsd: 30_450_000n,
  }),
  pricedResponse('A larger container costs more', MODEL, TOKENS, {
    answered: { tools: interpreter({ type: 'auto', memory_limit: '4g' }), output: [codeIn('cntr_1')] },
    used: OF_MODEL,
    ran: [oneOf('4g', 120_000_000)],
    costNanoUsd: 120_450_000n,
  }),
  pricedResponse('Code that runs in two containers pays for both', MODEL, TOKENS, {
    answered: { tools: interpreter(), output: [codeIn('cntr_1'), codeIn('cntr_2')] },
    used: OF_MODEL,
    ran: [ran('container', [2, 30_000_000, 60_000_000n], { size: '1g' })],
    costNanoUsd: 60_450_000n,
  }),
  pricedResponse('A shell that the provider hosts runs in a container', 'gpt-5.2-2025-12-11', TOKENS, {
    answered: {
      tools: [{ type: 'shell', environment: { type: 'container_auto', memory_limit: '16g' } }],
      output: [
        {
          type: 'shell_call',
          id: 'sh_1',
          call_id: 'call_1',
          status: 'completed',
          action: { commands: ['ls'] },
          environment: { type: 'container_reference', container_id: 'cntr_1' },
        },
        { type: 'shell_call_output', id: 'sho_1', call_id: 'call_1', output: [] },
      ],
    },
    // gpt-5.2: 1.75, output 14; PRICING
    used: { input: [1_000, 1_750, 1_750_000n], output: [100, 14_000, 1_400_000n] },
    ran: [oneOf('16g', 480_000_000)],
    costNanoUsd: 483_150_000n,
  }),
  pricedResponse('A shell on the machine of its caller is not charged', MODEL, TOKENS, {
    answered: {
      tools: [{ type: 'shell', environment: { type: 'local' } }],
      output: [{ type: 'shell_call', id: 'sh_1', call_id: 'call_1', environment: { type: 'local' } }],
    },
    used: OF_MODEL,
    costNanoUsd: 450_000n,
  }),
  {
    name: 'Of two responses that share a container, the first pays for it',
    steps: [
      respond(response(MODEL, TOKENS, { tools: interpreter(), output: [codeIn('cntr_1')] })),
      respond(response(MODEL, TOKENS, { id: 'resp_2', tools: interpreter(), output: [codeIn('cntr_1')] })),
    ],
    records: [
      priced({
        endpoint,
        modelName: MODEL,
        used: OF_MODEL,
        ran: [oneOf('1g', 30_000_000)],
        costNanoUsd: 30_450_000n,
      }),
      priced({ endpoint, modelName: MODEL, used: OF_MODEL, costNanoUsd: 450_000n }),
    ],
  },
  {
    name: 'A container that is made by itself pays for itself, and no response that uses it then',
    steps: [
      container('cntr_1', '64g'),
      respond(
        response(MODEL, TOKENS, {
          tools: [{ type: 'code_interpreter', container: 'cntr_1' }],
          output: [codeIn('cntr_1')],
        }),
      ),
    ],
    records: [
      priced({
        endpoint: 'containers',
        modelName: 'unknown',
        used: {},
        ran: [oneOf('64g', 1_920_000_000)],
        costNanoUsd: 1_920_000_000n,
        also: { usageSource: 'measured' },
      }),
      priced({ endpoint, modelName: MODEL, used: OF_MODEL, costNanoUsd: 450_000n }),
    ],
  },
];
