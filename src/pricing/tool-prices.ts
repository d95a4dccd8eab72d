/**
 * What vendors charge for the tools that they run, beside the tokens: dated and appended as in the price book. Unlike
 * models, tools were used before the oldest price that we have read: what is dated before it has no known price.
 *
 * These are list prices. What an account is given free of charge (Google: 1,500 grounded prompts a day, or 5,000 a
 * month) is not subtracted: no answer tells whether it is used up.
 */
import { picoUsdPerUnit } from './money';
import { vendorOf } from './model-name';

export type PricedTool =
  | 'web_search'
  | 'web_search_preview'
  | 'file_search'
  | 'container'
  | 'image_generation'
  | 'google_search'
  | 'google_maps';

/** A use of a tool, as far as it decides about the price. */
export interface PricedToolUse {
  readonly tool: PricedTool;
  /** Of a container, `1g`. */
  readonly size?: string | undefined;
  /** Of the call, which is not the one that the tool itself may run. */
  readonly model: string;
  readonly at: Date;
}

export interface ToolPrice {
  readonly picoUsdPerCall: bigint;
  /** However often the tool was used by one request, it is charged once. */
  readonly isPerRequest: boolean;
}

/** As the vendor printed it, in force from the start of a UTC day. */
interface ListedToolPrice {
  readonly from: string;
  readonly usd: number;
  /** How many calls these dollars buy. */
  readonly calls: 1 | 1_000;
  readonly isPerRequest?: true;
  readonly source: string;
}

type Dated = readonly [ListedToolPrice, ...ListedToolPrice[]];

const PRICING_2025 = 'a copy of platform.openai.com/docs/pricing of autumn 2025 (it knows gpt-realtime)';
const PRICING_2026 = 'developers.openai.com/api/docs/pricing, copies of March and July 2026';

/** The content that is found is billed as tokens, and part of the usage. */
const WEB_SEARCH: Dated = [
  { from: '2025-08-28', usd: 10, calls: 1_000, source: `${PRICING_2025}; ${PRICING_2026}: all models` },
];

const SEARCH_PREVIEW = 'community.openai.com/t/1299919 (o3-deep-research)';

const WEB_SEARCH_PREVIEW_REASONING: Dated = [
  { from: '2025-06-26', usd: 10, calls: 1_000, source: `${SEARCH_PREVIEW}; ${PRICING_2026}` },
];

/** The content that is found is free of charge. */
const WEB_SEARCH_PREVIEW: Dated = [
  { from: '2025-06-26', usd: 25, calls: 1_000, source: `${SEARCH_PREVIEW}; ${PRICING_2026}` },
];

const WEB_SEARCH_OF_ANTHROPIC: Dated = [
  {
    from: '2026-09-27',
    usd: 10,
    calls: 1_000,
    source:
      'clauder-navi.com/articles/claude-web-search, from the official documentation; genai-prices 0.1.8',
  },
];

const FILE_SEARCH: Dated = [
  { from: '2025-08-28', usd: 2.5, calls: 1_000, source: `${PRICING_2025}; ${PRICING_2026}` },
];

/**
 * For code interpreter and hosted shell. From 2026-03-31 it is the price of a session of 20 minutes: of a container
 * that is used for longer, this is the first one. (By July 2026, "eligible" ones are billed by the minute; no page that
 * we have read says which.)
 */
const CONTAINERS: ReadonlyMap<string, Dated> = new Map([
  ['1g', [{ from: '2025-08-28', usd: 0.03, calls: 1, source: `${PRICING_2025}; ${PRICING_2026}` }]],
  ['4g', [{ from: '2026-03-01', usd: 0.12, calls: 1, source: PRICING_2026 }]],
  ['16g', [{ from: '2026-03-01', usd: 0.48, calls: 1, source: PRICING_2026 }]],
  ['64g', [{ from: '2026-03-01', usd: 1.92, calls: 1, source: PRICING_2026 }]],
]);

const GROUNDED_PROMPT: Dated = [
  {
    from: '2025-10-08',
    usd: 35,
    calls: 1_000,
    isPerRequest: true,
    source:
      'ai.google.dev/pricing of 2025-10-08, kept in gfargo/token-tally; github.com/iyulab/TokenMeter v0.13.0',
  },
];

/** Gemini 3 and later. */
const SEARCH_QUERY: Dated = [
  {
    from: '2026-09-23',
    usd: 14,
    calls: 1_000,
    source: 'github.com/iyulab/TokenMeter v0.13.0 and v0.17.0; discuss.ai.google.dev',
  },
];

/** `undefined` where we do not know what the tool costs, and for those that are priced by the tokens of a model of theirs. */
export function toolPrice(use: PricedToolUse): ToolPrice | undefined {
  const inForce = listed(use)?.findLast(({ from }) => Date.parse(`${from}T00:00:00Z`) <= use.at.getTime());
  const picoUsdPerCall = inForce && picoUsdPerUnit(inForce.usd, BigInt(inForce.calls));
  if (picoUsdPerCall === undefined) return undefined;
  return { picoUsdPerCall, isPerRequest: inForce?.isPerRequest ?? false };
}

function listed({ tool, size = '', model }: PricedToolUse): Dated | undefined {
  switch (tool) {
    case 'web_search':
      return webSearch(model);
    case 'web_search_preview':
      return webSearchPreview(model);
    case 'file_search':
      return FILE_SEARCH;
    case 'container':
      return CONTAINERS.get(size);
    case 'google_search':
      return OLDER_GEMINI.test(model) ? GROUNDED_PROMPT : SEARCH_QUERY;
    case 'google_maps':
    case 'image_generation':
      return undefined;
  }
}

const OLDER_GEMINI = /^gemini-[12]\./;
const PAYS_A_BLOCK = /^gpt-4(o|\.1)-mini(-20\d{2}-\d{2}-\d{2})?$/;

function webSearch(model: string): Dated | undefined {
  if (vendorOf(model) === 'anthropic') return WEB_SEARCH_OF_ANTHROPIC;
  // They pay 8,000 tokens for the content of a search, whatever it has. Whether these are in the usage is not said.
  return PAYS_A_BLOCK.test(model) ? undefined : WEB_SEARCH;
}

/**
 * "Reasoning models, including gpt-5, o-series": PRICING_2026. gpt-4o-search-preview of chat completions is one that
 * does not reason; no page that we have read names its fee otherwise.
 */
function webSearchPreview(model: string): Dated | undefined {
  if (/^gpt-4(o|\.1)/.test(model)) return WEB_SEARCH_PREVIEW;
  return /^(o\d|gpt-[56])/.test(model) && !model.includes('-chat') ? WEB_SEARCH_PREVIEW_REASONING : undefined;
}
