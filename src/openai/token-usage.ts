import { type Counts, disjointUsage } from './disjoint-usage';
import { arrayIn, countIn, isObject, type JsonObject, objectIn, stringIn } from './json';
import { type Endpoint, type TokenUsage } from './model-call';
import { type KnownNames, unknownFields } from './unknown-fields';
import { COMPLETION_NAMES, GENERATION_NAMES, MESSAGE_NAMES, TOKEN_NAMES } from './usage-names';

export const NO_TOKENS: TokenUsage = {
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  audioTokens: 0,
  classes: {},
};

/** Reads a provider's usage object. Nothing where it makes no sense. */
type ReadUsage = (usage: JsonObject) => TokenUsage | undefined;

/** `usage` of chat completions, legacy completions, their chunks, and embeddings. */
export const usageOfCompletion: ReadUsage = (usage) => {
  const input = countIn(usage, 'prompt_tokens');
  // Embeddings complete nothing, and some compatible servers leave out the completion where there is none.
  const output = usage['completion_tokens'] === undefined ? 0 : countIn(usage, 'completion_tokens');
  if (input === undefined || output === undefined) return undefined;
  return read(usage, COMPLETION_NAMES, {
    input,
    output,
    total: countIn(usage, 'total_tokens'),
    ...inputParts(objectIn(usage, 'prompt_tokens_details')),
    ...outputParts(objectIn(usage, 'completion_tokens_details')),
  });
};

/** `usage` of the Responses API, of a batch, and of a Realtime `response.done` event. */
const usageOfResponse: ReadUsage = (usage) => usageOfTokens(usage, {});

/** What comes out are images, unless the details say more. */
const usageOfImages: ReadUsage = (usage) =>
  usageOfTokens(usage, 'output_tokens_details' in usage ? {} : { imageOutput: Infinity });

const usageOfSpeech: ReadUsage = (usage) => usageOfTokens(usage, { audioOutput: Infinity });

/** In tokens, or in seconds, which OpenAI rounds before it charges for them. */
const usageOfTranscription: ReadUsage = (usage) => {
  if (usage['type'] !== 'duration')
    return usageOfTokens(usage, 'input_token_details' in usage ? {} : { audioInput: Infinity });
  const { seconds } = usage;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < Number.MAX_SAFE_INTEGER)) return undefined;
  return { ...NO_TOKENS, classes: { seconds: Math.round(seconds) } };
};

/** Anthropic's `usage`, whose input is neither what came from the cache nor what went into it. */
const usageOfMessage: ReadUsage = (usage) => {
  const uncached = countIn(usage, 'input_tokens');
  const output = countIn(usage, 'output_tokens');
  if (uncached === undefined || output === undefined) return undefined;
  // What compacting the conversation took is charged, and is not in the numbers of the message.
  const iterations = arrayIn(usage, 'iterations').filter(isObject);
  const all = [usage, ...iterations.filter(({ type }) => type === 'compaction')];
  const sum = (name: string, within?: string) =>
    all.reduce((total, one) => total + (countIn(within ? (objectIn(one, within) ?? {}) : one, name) ?? 0), 0);
  const cached = sum('cache_read_input_tokens');
  const cacheWrite = sum('cache_creation_input_tokens');
  const disjoint = read(usage, MESSAGE_NAMES, {
    input: sum('input_tokens') + cached + cacheWrite,
    output: sum('output_tokens'),
    cached,
    cacheWrite,
    cacheWrite1h: sum('ephemeral_1h_input_tokens', 'cache_creation'),
    reasoning: sum('thinking_tokens', 'output_tokens_details'),
  });
  const others = iterations.filter(({ type }) => !ITERATIONS.includes(type));
  const fields = others.map((one) => `iterations.${(stringIn(one, 'type') ?? '').slice(0, 64)}`);
  return fields.length === 0
    ? disjoint
    : { ...disjoint, unknownFields: [...(disjoint.unknownFields ?? []), ...fields.slice(0, 20)] };
};

/** Those of the message itself are in its numbers. Others are of other models. */
const ITERATIONS: readonly unknown[] = ['message', 'compaction'];

/** Google's `usageMetadata`, whose candidates are without the thoughts, and whose prompt is without what tools added to it. */
const usageOfGeneration: ReadUsage = (usage) => {
  const prompt = countIn(usage, 'promptTokenCount');
  if (prompt === undefined) return undefined;
  const count = (...names: readonly string[]) => names.map((name) => countIn(usage, name)).find(Number) ?? 0;
  const of = (name: string, ...modalities: readonly string[]) => modalityIn(usage, name, modalities);
  const reasoning = count('thoughtsTokenCount');
  return read(usage, GENERATION_NAMES, {
    input: prompt + count('toolUsePromptTokenCount'),
    // The Live API says response where others say candidates.
    output: count('candidatesTokenCount', 'responseTokenCount') + reasoning,
    total: countIn(usage, 'totalTokenCount'),
    cached: count('cachedContentTokenCount'),
    cachedAudio: of('cacheTokensDetails', 'AUDIO'),
    // Moving pictures cost what still ones do.
    cachedImage: of('cacheTokensDetails', 'IMAGE', 'VIDEO'),
    audioInput: of('promptTokensDetails', 'AUDIO') + of('toolUsePromptTokensDetails', 'AUDIO'),
    imageInput:
      of('promptTokensDetails', 'IMAGE', 'VIDEO') + of('toolUsePromptTokensDetails', 'IMAGE', 'VIDEO'),
    reasoning,
    audioOutput: of('candidatesTokensDetails', 'AUDIO') + of('responseTokensDetails', 'AUDIO'),
    imageOutput: of('candidatesTokensDetails', 'IMAGE') + of('responseTokensDetails', 'IMAGE'),
  });
};

/** How the usage object in the answer of each endpoint is read. */
export const READ_USAGE: Readonly<Record<Endpoint, ReadUsage>> = {
  'chat.completions': usageOfCompletion,
  completions: usageOfCompletion,
  responses: usageOfResponse,
  embeddings: usageOfCompletion,
  images: usageOfImages,
  'audio.speech': usageOfSpeech,
  'audio.transcriptions': usageOfTranscription,
  'audio.translations': usageOfTranscription,
  moderations: usageOfCompletion,
  batches: usageOfResponse,
  containers: usageOfResponse,
  messages: usageOfMessage,
  generateContent: usageOfGeneration,
};

/** `input_tokens` and `output_tokens`. `otherwise` holds for parts of which the answer says nothing. */
function usageOfTokens(usage: JsonObject, otherwise: Partial<Counts>): TokenUsage | undefined {
  const input = countIn(usage, 'input_tokens');
  const output = countIn(usage, 'output_tokens');
  if (input === undefined || output === undefined) return undefined;
  return read(usage, TOKEN_NAMES, {
    input,
    output,
    total: countIn(usage, 'total_tokens'),
    ...inputParts(objectIn(usage, 'input_tokens_details') ?? objectIn(usage, 'input_token_details')),
    ...outputParts(objectIn(usage, 'output_tokens_details') ?? objectIn(usage, 'output_token_details')),
    ...otherwise,
  });
}

function inputParts(details: JsonObject = {}): Partial<Counts> {
  const cached = objectIn(details, 'cached_tokens_details') ?? {};
  return {
    cached: countIn(details, 'cached_tokens'),
    cachedAudio: countIn(cached, 'audio_tokens'),
    cachedImage: countIn(cached, 'image_tokens'),
    cacheWrite: countIn(details, 'cache_write_tokens'),
    audioInput: countIn(details, 'audio_tokens'),
    imageInput: countIn(details, 'image_tokens'),
  };
}

function outputParts(details: JsonObject = {}): Partial<Counts> {
  return {
    reasoning: countIn(details, 'reasoning_tokens'),
    audioOutput: countIn(details, 'audio_tokens'),
    imageOutput: countIn(details, 'image_tokens'),
  };
}

function read(usage: JsonObject, known: KnownNames, counts: Counts): TokenUsage {
  const disjoint = disjointUsage(counts);
  const unknown = unknownFields(usage, known);
  return unknown.length === 0 ? disjoint : { ...disjoint, unknownFields: unknown };
}

/** The tokens of some modalities in Google's list of `{modality, tokenCount}`. */
function modalityIn(usage: JsonObject, name: string, modalities: readonly string[]): number {
  let tokens = 0;
  for (const detail of arrayIn(usage, name)) {
    if (!isObject(detail) || !modalities.includes(stringIn(detail, 'modality') ?? '')) continue;
    tokens += countIn(detail, 'tokenCount') ?? 0;
  }
  return tokens;
}
