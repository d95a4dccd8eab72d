import { type SeenCall } from '../../../src/capture';
import { type FakeAnswer } from '../../../src/fake-openai';
import { type UsageRecord } from '../../../src/usage';

/** A way in which a provider says what was used, and what has to be recorded of it. */
export interface UsageShape {
  /** A sentence. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** In the order of their calls. */
  readonly records: readonly ShapeRecord[];
}

/** A request and its answer, or a call that went past HTTP and is told of. */
export type Step = Exchange | { readonly told: SeenCall };

export interface Exchange {
  /** OpenAI's SDK, whose paths follow its base URL, or the bare `fetch` of somebody else. */
  readonly by: 'sdk' | 'fetch';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | FormData;
  /** A form whose fields are known only as it is sent. */
  readonly asStream?: boolean;
  readonly answer: FakeAnswer;
}

/** How many, nano-USD for one, and nano-USD for all. A price of 1 USD a million is 1,000 nano-USD for one. */
export type Part = readonly [count: number, nanoUsdEach: number, nanoUsd: bigint];

export interface ShapeRecord {
  readonly fields: Partial<UsageRecord>;
  /** How the cost was worked out. */
  readonly arithmetic: readonly Part[];
}

export const post = (path: string, body: Exchange['body'] & object, answer: FakeAnswer): Exchange => ({
  by: 'sdk',
  method: 'POST',
  path,
  body,
  answer,
});

export const look = (path: string, answer: FakeAnswer): Exchange => ({
  by: 'sdk',
  method: 'GET',
  path,
  answer,
});

/** As other clients than OpenAI's make it. */
export const fetched = (
  path: string,
  answer: FakeAnswer,
  body: Readonly<Record<string, unknown>> = {},
): Exchange => ({ by: 'fetch', method: 'POST', path, body, answer });

/** The model that is asked for, which no answer names. */
export const ASKED_MODEL = 'asked-for';

type Classes = NonNullable<UsageRecord['usageClasses']>;
type Tools = NonNullable<UsageRecord['tools']>;

/** Who was asked for what, and what there is to say beside. What is not said was reported by the provider, and went well. */
type Said = Pick<UsageRecord, 'endpoint' | 'modelName'> & { readonly also?: Partial<UsageRecord> };

const WENT_WELL = { outcome: 'succeeded', usageSource: 'reported' } as const;

/** What was used and what it cost. */
export interface Bill {
  readonly used: Readonly<Partial<Record<keyof Classes, Part>>>;
  readonly ran?: readonly RunTool[];
  readonly costNanoUsd: bigint;
  readonly also?: Partial<UsageRecord>;
}

export function priced(said: Said & Bill): ShapeRecord {
  const { endpoint, modelName, used, ran = [], costNanoUsd, also } = said;
  const classes = Object.entries(used);
  const parts = [...classes, ...ran.map(({ tool, part }) => [tool.tool, part] as const)];
  return {
    fields: {
      ...WENT_WELL,
      endpoint,
      modelName,
      usageClasses: Object.fromEntries(classes.map(([name, [count]]) => [name, count])),
      costNanoUsd,
      costParts: Object.fromEntries(parts.map(([name, [, , nanoUsd]]) => [name, nanoUsd])),
      costStatus: 'priced',
      ...(ran.length > 0 && { tools: ran.map(({ tool }) => tool) }),
      ...also,
    },
    arithmetic: [...classes.map(([, part]) => part), ...ran.map(({ part }) => part)],
  };
}

export interface RunTool {
  readonly tool: Tools[number];
  readonly part: Part;
}

export const ran = (tool: Tools[number]['tool'], part: Part, more: Partial<Tools[number]> = {}): RunTool => ({
  tool: { tool, calls: part[0], ...more },
  part,
});

export interface NoBill {
  readonly why: NonNullable<UsageRecord['unpricedReason']>;
  /** Nobody knows what was used where it is not said. */
  readonly used?: Classes;
  readonly also?: Partial<UsageRecord>;
}

export function unpriced(said: Said & NoBill): ShapeRecord {
  const { endpoint, modelName, why, used, also } = said;
  return {
    fields: {
      ...WENT_WELL,
      ...(used === undefined && { usageSource: 'missing' }),
      endpoint,
      modelName,
      usageClasses: used,
      costNanoUsd: null,
      costStatus: 'unpriced',
      unpricedReason: why,
      ...also,
    },
    arithmetic: [],
  };
}

/** What uses nothing costs nothing. */
export function free({ endpoint, modelName, also }: Said): ShapeRecord {
  return {
    fields: {
      ...WENT_WELL,
      usageSource: 'none',
      endpoint,
      modelName,
      costNanoUsd: 0n,
      costParts: {},
      costStatus: 'free',
      ...also,
    },
    arithmetic: [],
  };
}
