import { arrayIn, countIn, isObject, type JsonObject, objectIn, stringIn } from './json';
import { type Endpoint, type TokenUsage, type ToolUse } from './model-call';
import { READ_USAGE } from './token-usage';
import {
  type Container,
  containerIn,
  containersOfResponse,
  toolsOfCompletion,
  toolsOfGeneration,
  toolsOfMessage,
  toolsOfResponse,
} from './tool-use';

/** What an answer says of itself, as far as it has been read. */
export interface Answer {
  readonly model?: string;
  readonly id?: string;
  readonly serviceTier?: string;
  readonly region?: string;
  readonly usage?: TokenUsage;
  /** Of a stream that counts as it goes: what it had used by then. */
  readonly usageSoFar?: TokenUsage;
  readonly rawUsage?: JsonObject;
  readonly tools?: readonly ToolUse[];
  readonly containers?: readonly Container[];
  readonly images?: number;
  /** The answer itself says that the call failed. */
  readonly failed?: true;
  /** The work of which the answer tells, where that goes on without it. */
  readonly work?: Work;
}

/** A response in the background, or a batch. */
export interface Work {
  readonly hasEnded: boolean;
  readonly isCancelled: boolean;
  /** When the provider began it, and how long it took. */
  readonly startedAt?: Date;
  readonly durationMs?: number;
}

/** Reads the body of an answer that came in one piece. */
export function readAnswer(endpoint: Endpoint, body: JsonObject): Answer {
  const failed = body['status'] === 'failed' || isObject(body['error']);
  return { ...READ[endpoint](body, endpoint), ...(failed && { failed }) };
}

type Read = (body: JsonObject, endpoint: Endpoint) => Answer;

const readOpenAI: Read = (body, endpoint) => ({
  ...namedBy(body, { model: 'model', id: 'id', serviceTier: 'service_tier' }),
  ...readUsage(endpoint, objectIn(body, 'usage')),
});

const readCompletion: Read = (body, endpoint) => {
  const tools = toolsOfCompletion(body);
  return { ...readOpenAI(body, endpoint), ...(tools.length > 0 && { tools }) };
};

const readResponse: Read = (body, endpoint) => ({
  ...readOpenAI(body, endpoint),
  tools: toolsOfResponse(body),
  containers: containersOfResponse(body),
  ...(body['background'] === true && { work: workOf(body) }),
});

/** All that a batch used, in one usage. */
const readBatch: Read = (body, endpoint) => ({
  ...readOpenAI(body, endpoint),
  serviceTier: 'batch',
  work: workOf(body),
});

const readImages: Read = (body, endpoint) => ({
  ...readOpenAI(body, endpoint),
  images: arrayIn(body, 'data').length,
});

/** Translations report no usage, but say how long the audio was where they say more than the text. */
const readSpokenText: Read = (body, endpoint) => {
  const { duration } = body;
  const usage =
    objectIn(body, 'usage') ?? (duration === undefined ? undefined : { type: 'duration', seconds: duration });
  return readUsage(endpoint, usage);
};

const readContainer: Read = (body) => ({ containers: containerIn(body) });

const readMessage: Read = (body, endpoint) => {
  const usage = objectIn(body, 'usage') ?? {};
  return {
    ...namedBy(body, { model: 'model', id: 'id' }),
    ...namedBy(usage, { serviceTier: 'service_tier' }),
    ...(usage['speed'] === 'fast' && { serviceTier: 'fast' }),
    ...regionIn(usage),
    ...readUsage(endpoint, usage),
    tools: toolsOfMessage(usage),
  };
};

const ANYWHERE = ['global', 'not_available'];

function regionIn(usage: JsonObject): Answer {
  const region = stringIn(usage, 'inference_geo');
  return region === undefined || ANYWHERE.includes(region) ? {} : { region };
}

const readGeneration: Read = (body, endpoint) => {
  const usage = objectIn(body, 'usageMetadata') ?? {};
  const tools = toolsOfGeneration(body);
  return {
    ...namedBy(body, { model: 'modelVersion', id: 'responseId' }),
    ...namedBy(usage, { serviceTier: 'trafficType' }),
    ...namedBy(usage, { serviceTier: 'serviceTier' }),
    ...readUsage(endpoint, usage),
    ...(tools.length > 0 && { tools }),
  };
};

const READ: Readonly<Record<Endpoint, Read>> = {
  'chat.completions': readCompletion,
  completions: readOpenAI,
  responses: readResponse,
  embeddings: readOpenAI,
  images: readImages,
  'audio.speech': readOpenAI,
  'audio.transcriptions': readSpokenText,
  'audio.translations': readSpokenText,
  moderations: readOpenAI,
  batches: readBatch,
  containers: readContainer,
  messages: readMessage,
  generateContent: readGeneration,
};

type Name = 'model' | 'id' | 'serviceTier';

function namedBy(body: JsonObject, keys: Readonly<Partial<Record<Name, string>>>): Answer {
  const named: Partial<Record<Name, string>> = {};
  for (const name in keys) {
    const said = stringIn(body, keys[name as Name] ?? '');
    if (said !== undefined) named[name as Name] = said;
  }
  return named;
}

function readUsage(endpoint: Endpoint, raw: JsonObject | undefined): Answer {
  if (raw === undefined) return {};
  const usage = READ_USAGE[endpoint](raw);
  return usage === undefined ? { rawUsage: raw } : { rawUsage: raw, usage };
}

const ENDED = new Set(['completed', 'failed', 'incomplete', 'cancelled', 'expired']);

function workOf(body: JsonObject): Work {
  const begun = countIn(body, 'created_at');
  const ended = countIn(body, 'completed_at');
  return {
    hasEnded: ENDED.has(stringIn(body, 'status') ?? ''),
    isCancelled: body['status'] === 'cancelled',
    ...(begun !== undefined && { startedAt: new Date(begun * 1_000) }),
    ...(begun !== undefined && ended !== undefined && { durationMs: Math.max(0, ended - begun) * 1_000 }),
  };
}
