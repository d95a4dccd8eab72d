import { type UsageRecord } from '../../src/usage';

/** What has to be recorded of one recording. */
export type RecordedUsage = Pick<
  UsageRecord,
  | 'modelName'
  | 'promptTokens'
  | 'cachedTokens'
  | 'completionTokens'
  | 'reasoningTokens'
  | 'outcome'
  | 'costNanoUsd'
  | 'costStatus'
> &
  Partial<Pick<UsageRecord, 'serviceTier' | 'failure' | 'httpStatus' | 'unpricedReason'>> & {
    readonly tools?: readonly UsedTool[];
  };

type UsedTool = Pick<NonNullable<UsageRecord['tools']>[number], 'tool' | 'calls'>;

/** The model that is asked for, which no recording answers with. */
export const ASKED_MODEL = 'asked-for';

// Read off the recordings and the vendor's pages (2026-11-24) by hand: never let our own code write it. What follows the
// `=` is a comment. Tools are charged beside the tokens, as developers.openai.com/api/docs/pricing prints it (copy of July
// 2026): web search 10.00 USD a thousand calls, where pages that are opened or searched are none; file search 2.50;
// a container of 1 GB 0.03 for 20 minutes. The images of these answers are charged by tokens, which they do not tell.
// file | model | tier | prompt, of it cached, completion, of it reasoning | ending, tool and its calls | nano-USD = arithmetic
const TABLE = `
# gpt-3.5-turbo-instruct: 1.50, output 2.00 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-3.5-turbo-instruct
completion--openai-completion-text.chunks.txt                | gpt-3.5-turbo-instruct:20230824-v2 | -       | 14 0 16 0            | priced                      | 53000 = 14 × 1500 + 16 × 2000
completion--openai-completion-text.json                      | gpt-3.5-turbo-instruct:20230824-v2 | -       | 14 0 16 0            | priced                      | 53000 = 14 × 1500 + 16 × 2000

# text-embedding-3-small: 0.02 USD a million tokens; https://developers.openai.com/api/docs/models/text-embedding-3-small
embedding--openai-embedding.json                             | text-embedding-3-small             | -       | 12 0 0 0             | priced                      | 240 = 12 × 20

# gpt-4.1-nano: 0.10, cached 0.025, output 0.40 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-4.1-nano
chat--openai-text.chunks.txt                                 | gpt-4.1-nano-2025-04-14            | default | 16 0 300 0           | priced                      | 121600 = 16 × 100 + 300 × 400
chat--openai-text.json                                       | gpt-4.1-nano-2025-04-14            | default | 16 0 363 0           | priced                      | 146800 = 16 × 100 + 363 × 400

# gpt-5-nano: 0.05, cached 0.005, output 0.40 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-5-nano
chat--azure-model-router.1.chunks.txt                        | gpt-5-nano-2025-08-07              | -       | 15 0 78 64           | priced                      | 31950 = 15 × 50 + 78 × 400
responses--openai-code-interpreter-tool.1.chunks.txt         | gpt-5-nano-2025-08-07              | default | 6047 2944 1623 1408  | priced container 1          | 30819070 = 3103 × 50 + 2944 × 5 + 1623 × 400 + 30000000
responses--openai-code-interpreter-tool.1.json               | gpt-5-nano-2025-08-07              | default | 2283 0 1928 1792     | priced container 1          | 30885350 = 2283 × 50 + 1928 × 400 + 30000000
responses--openai-image-generation-tool.1.json               | gpt-5-nano-2025-08-07              | default | 3151 0 1970 1920     | unpriced image_generation 1 | -

# gpt-5-mini: 0.25, cached 0.025, output 2.00 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-5-mini
responses--openai-file-search-tool.1.chunks.txt              | gpt-5-mini-2025-08-07              | default | 3737 2304 621 512    | priced file_search 1        | 4157850 = 1433 × 250 + 2304 × 25 + 621 × 2000 + 2500000
responses--openai-file-search-tool.1.json                    | gpt-5-mini-2025-08-07              | default | 3700 2560 741 640    | priced file_search 1        | 4331000 = 1140 × 250 + 2560 × 25 + 741 × 2000 + 2500000
responses--openai-file-search-tool.2.chunks.txt              | gpt-5-mini-2025-08-07              | default | 3748 2304 543 448    | priced file_search 1        | 4004600 = 1444 × 250 + 2304 × 25 + 543 × 2000 + 2500000
responses--openai-file-search-tool.2.json                    | gpt-5-mini-2025-08-07              | default | 3678 2304 536 448    | priced file_search 1        | 3973100 = 1374 × 250 + 2304 × 25 + 536 × 2000 + 2500000
responses--openai-mcp-tool-approval.1.chunks.txt             | gpt-5-mini-2025-08-07              | default | 422 0 48 0           | priced                      | 201500 = 422 × 250 + 48 × 2000
responses--openai-mcp-tool-approval.1.json                   | gpt-5-mini-2025-08-07              | default | 422 0 104 64         | priced                      | 313500 = 422 × 250 + 104 × 2000
responses--openai-mcp-tool-approval.2.chunks.txt             | gpt-5-mini-2025-08-07              | default | 553 0 371 256        | priced                      | 880250 = 553 × 250 + 371 × 2000
responses--openai-mcp-tool-approval.2.json                   | gpt-5-mini-2025-08-07              | default | 592 0 421 320        | priced                      | 990000 = 592 × 250 + 421 × 2000
responses--openai-mcp-tool-approval.3.chunks.txt             | gpt-5-mini-2025-08-07              | default | 609 0 48 0           | priced                      | 248250 = 609 × 250 + 48 × 2000
responses--openai-mcp-tool-approval.3.json                   | gpt-5-mini-2025-08-07              | default | 587 0 104 64         | priced                      | 354750 = 587 × 250 + 104 × 2000
responses--openai-mcp-tool-approval.4.chunks.txt             | gpt-5-mini-2025-08-07              | default | 779 0 69 0           | priced                      | 332750 = 779 × 250 + 69 × 2000
responses--openai-mcp-tool-approval.4.json                   | gpt-5-mini-2025-08-07              | default | 765 0 74 0           | priced                      | 339250 = 765 × 250 + 74 × 2000
responses--openai-mcp-tool.1.chunks.txt                      | gpt-5-mini-2025-08-07              | default | 11791 0 963 512      | priced                      | 4873750 = 11791 × 250 + 963 × 2000
responses--openai-mcp-tool.1.json                            | gpt-5-mini-2025-08-07              | default | 6700 0 1078 704      | priced                      | 3831000 = 6700 × 250 + 1078 × 2000
responses--openai-reasoning-encrypted-content.1.json         | gpt-5-mini-2025-08-07              | default | 865 0 163 128        | priced                      | 542250 = 865 × 250 + 163 × 2000
responses--openai-web-search-tool.1.chunks.txt               | gpt-5-mini-2025-08-07              | default | 31073 3712 4416 3712 | priced web_search 2         | 35765050 = 27361 × 250 + 3712 × 25 + 4416 × 2000 + 2 × 10000000
responses--openai-web-search-tool.1.json                     | gpt-5-mini-2025-08-07              | default | 19681 3712 3773 3136 | priced web_search 1         | 21631050 = 15969 × 250 + 3712 × 25 + 3773 × 2000 + 10000000

# gpt-5, gpt-5-codex, gpt-5.1, gpt-5.1-codex-max: 1.25, cached 0.125, output 10.00 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-5.1
responses--openai-apply-patch-tool-delete.1.chunks.txt       | gpt-5.1-2025-11-13                 | default | 24 0 0 0             | priced                      | 30000 = 24 × 1250
responses--openai-apply-patch-tool.1.chunks.txt              | gpt-5.1-2025-11-13                 | default | 642 0 67 0           | priced                      | 1472500 = 642 × 1250 + 67 × 10000
responses--openai-apply-patch-tool.1.json                    | gpt-5.1-2025-11-13                 | default | 642 0 67 0           | priced                      | 1472500 = 642 × 1250 + 67 × 10000
responses--openai-image-generation-tool.1.chunks.txt         | gpt-5-2025-08-07                   | default | 2941 1920 1249 1024  | unpriced image_generation 1 | -
responses--openai-local-shell-tool.1.chunks.txt              | gpt-5-codex                        | default | 407 0 151 128        | priced                      | 2018750 = 407 × 1250 + 151 × 10000
responses--openai-local-shell-tool.1.json                    | gpt-5-codex                        | default | 407 0 24 0           | priced                      | 748750 = 407 × 1250 + 24 × 10000
responses--openai-reasoning-encrypted-content.1.chunks.txt#1 | gpt-5.1-codex-max                  | default | 134 0 28 0           | priced                      | 447500 = 134 × 1250 + 28 × 10000
responses--openai-reasoning-encrypted-content.1.chunks.txt#2 | gpt-5.1-codex-max                  | default | 221 0 26 0           | priced                      | 536250 = 221 × 1250 + 26 × 10000
responses--openai-reasoning-encrypted-content.1.chunks.txt#3 | gpt-5.1-codex-max                  | default | 260 0 26 0           | priced                      | 585000 = 260 × 1250 + 26 × 10000
responses--openai-reasoning-encrypted-content.1.chunks.txt#4 | gpt-5.1-codex-max                  | default | 299 0 12 0           | priced                      | 493750 = 299 × 1250 + 12 × 10000
responses--openai-shell-tool.1.chunks.txt#1                  | gpt-5.1-2025-11-13                 | default | 145 0 41 0           | priced                      | 591250 = 145 × 1250 + 41 × 10000
responses--openai-shell-tool.1.chunks.txt#2                  | gpt-5.1-2025-11-13                 | default | 331 0 166 0          | priced                      | 2073750 = 331 × 1250 + 166 × 10000
responses--openai-shell-tool.1.json                          | gpt-5.1-2025-11-13                 | default | 157 0 73 0           | priced                      | 926250 = 157 × 1250 + 73 × 10000

# gpt-5.2, gpt-5.2-codex, gpt-5.3-codex: 1.75, cached 0.175, output 14.00 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-5.2
responses--github-copilot-id-rotation.1.chunks.txt           | gpt-5.3-codex                      | default | 19 0 105 44          | priced                      | 1503250 = 19 × 1750 + 105 × 14000
responses--openai-compaction.1.chunks.txt                    | gpt-5.2-2025-12-11                 | default | 51097 49792 2505 0   | priced                      | 46067350 = 1305 × 1750 + 49792 × 175 + 2505 × 14000
responses--openai-compaction.1.json                          | gpt-5.2-2025-12-11                 | default | 51097 0 2056 0       | priced                      | 118203750 = 51097 × 1750 + 2056 × 14000
responses--openai-custom-tool.1.chunks.txt                   | gpt-5.2-codex                      | -       | 50 0 20 0            | priced                      | 367500 = 50 × 1750 + 20 × 14000
responses--openai-custom-tool.1.json                         | gpt-5.2-codex                      | -       | 50 0 20 0            | priced                      | 367500 = 50 × 1750 + 20 × 14000
responses--openai-phase.1.chunks.txt                         | gpt-5.3-codex                      | default | 7112 3072 463 64     | priced                      | 14089600 = 4040 × 1750 + 3072 × 175 + 463 × 14000
responses--openai-phase.1.json                               | gpt-5.3-codex                      | default | 7243 3072 423 58     | priced                      | 13758850 = 4171 × 1750 + 3072 × 175 + 423 × 14000
responses--openai-shell-container-multiturn.1.chunks.txt     | gpt-5.2-2025-12-11                 | default | 802 0 20 0           | priced                      | 1683500 = 802 × 1750 + 20 × 14000
responses--openai-shell-container-multiturn.1.json           | gpt-5.2-2025-12-11                 | default | 800 0 19 0           | priced                      | 1666000 = 800 × 1750 + 19 × 14000
# These two share a container, which the one that comes first pays for.
responses--openai-shell-container.1.chunks.txt               | gpt-5.2-2025-12-11                 | default | 200 0 120 0          | unpriced container 1        | -
responses--openai-shell-container.1.json                     | gpt-5.2-2025-12-11                 | default | 200 0 120 0          | priced                      | 2030000 = 200 × 1750 + 120 × 14000
responses--openai-shell-local-multiturn.1.chunks.txt         | gpt-5.2-2025-12-11                 | default | 444 0 12 0           | priced                      | 945000 = 444 × 1750 + 12 × 14000
responses--openai-shell-local-multiturn.1.json               | gpt-5.2-2025-12-11                 | default | 444 0 12 0           | priced                      | 945000 = 444 × 1750 + 12 × 14000

# gpt-5.4: 2.50, cached 0.25, output 15.00 USD a million tokens; https://developers.openai.com/api/docs/models/gpt-5.4
responses--openai-client-tool-search.1.chunks.txt            | gpt-5.4-2026-03-05                 | default | 65 0 31 0            | priced                      | 627500 = 65 × 2500 + 31 × 15000
responses--openai-client-tool-search.1.json                  | gpt-5.4-2026-03-05                 | default | 65 0 28 0            | priced                      | 582500 = 65 × 2500 + 28 × 15000
responses--openai-client-tool-search.2.chunks.txt            | gpt-5.4-2026-03-05                 | default | 467 0 26 0           | priced                      | 1557500 = 467 × 2500 + 26 × 15000
responses--openai-client-tool-search.2.json                  | gpt-5.4-2026-03-05                 | default | 461 0 26 0           | priced                      | 1542500 = 461 × 2500 + 26 × 15000
responses--openai-tool-search.1.chunks.txt                   | gpt-5.4-2026-03-05                 | default | 640 0 46 20          | priced                      | 2290000 = 640 × 2500 + 46 × 15000
responses--openai-tool-search.1.json                         | gpt-5.4-2026-03-05                 | default | 640 0 46 20          | priced                      | 2290000 = 640 × 2500 + 46 × 15000

# gpt-5.6-sol: 4.00, cached 0.40, output 20.00 USD a million tokens since 2026-08-21; https://developers.openai.com/api/docs/models/gpt-5.6-sol
responses--programmatic-tool-calling.1.chunks.txt            | gpt-5.6-sol                        | default | 631 0 87 37          | priced                      | 4264000 = 631 × 4000 + 87 × 20000
responses--programmatic-tool-calling.1.json                  | gpt-5.6-sol                        | default | 631 0 139 55         | priced                      | 5304000 = 631 × 4000 + 139 × 20000
responses--programmatic-tool-calling.2.chunks.txt            | gpt-5.6-sol                        | auto    | 0 0 0 0              | priced                      | 0
responses--programmatic-tool-calling.2.json                  | gpt-5.6-sol                        | auto    | 0 0 0 0              | priced                      | 0
responses--programmatic-tool-calling.3.chunks.txt            | gpt-5.6-sol                        | default | 757 0 35 0           | priced                      | 3728000 = 757 × 4000 + 35 × 20000
responses--programmatic-tool-calling.3.json                  | gpt-5.6-sol                        | default | 802 0 58 0           | priced                      | 4368000 = 802 × 4000 + 58 × 20000

# An error uses and costs nothing.
chat--reasoning-model-legacy-parameter-error.json            | asked-for                          | -       | 0 0 0 0              | failed http 400             | 0
responses--openai-error.1.chunks.txt                         | gpt-5-nano-2025-08-07              | auto    | 0 0 0 0              | failed provider             | 0
responses--openai-error.1.json                               | asked-for                          | -       | 0 0 0 0              | failed http 429             | 0
responses--reasoning-model-temperature-error.json            | asked-for                          | -       | 0 0 0 0              | failed http 400             | 0
`;

/** By the name of the recording. */
export const RECORDED_USAGE: ReadonlyMap<string, RecordedUsage> = new Map(
  TABLE.split('\n')
    .filter((line) => line.includes('|'))
    .map(rowOf),
);

type Cells = readonly [
  file: string,
  model: string,
  tier: string,
  tokens: string,
  ending: string,
  cost: string,
];

function rowOf(line: string): readonly [file: string, usage: RecordedUsage] {
  const cells = line.split('|').map((cell) => cell.trim()) as unknown as Cells;
  const [file, modelName, serviceTier, tokens, ending, cost] = cells;
  const [promptTokens = NaN, cachedTokens = NaN, completionTokens = NaN, reasoningTokens = NaN] = tokens
    .split(' ')
    .map(Number);
  return [
    file,
    {
      modelName,
      ...(serviceTier !== '-' && { serviceTier }),
      promptTokens,
      cachedTokens,
      completionTokens,
      reasoningTokens,
      costNanoUsd: cost === '-' ? null : BigInt(cost.replace(/=.*/, '').trim()),
      ...endingOf(ending),
    },
  ];
}

type Ending = Omit<RecordedUsage, 'modelName' | `${string}Tokens` | 'costNanoUsd' | 'serviceTier'>;

function endingOf(ending: string): Ending {
  const [how, what, count] = ending.split(' ');
  if (how === 'failed')
    return {
      outcome: 'failed',
      costStatus: 'free',
      ...(what && { failure: what }),
      httpStatus: Number(count ?? 200),
    };
  const tools = what === undefined ? [] : [{ tool: what, calls: Number(count) } as UsedTool];
  return {
    outcome: 'succeeded',
    ...(how === 'unpriced'
      ? { costStatus: 'unpriced', unpricedReason: 'tool_price' }
      : { costStatus: 'priced' }),
    ...(tools.length > 0 && { tools }),
    httpStatus: 200,
  };
}
