import { type JsonObject, objectIn } from './json';
import { type TokenUsage } from './model-call';

export const NO_TOKENS: TokenUsage = {
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  audioTokens: 0,
};

/** `usage` of chat completions, legacy completions, their chunks, and embeddings. Nothing where it makes no sense. */
export function usageOfCompletion(usage: JsonObject): TokenUsage | undefined {
  return tokenUsage(usage, {
    prompt: 'prompt_tokens',
    completion: 'completion_tokens',
    promptDetails: 'prompt_tokens_details',
    completionDetails: 'completion_tokens_details',
  });
}

/** `usage` of the Responses API. Nothing where it makes no sense. */
export function usageOfResponse(usage: JsonObject): TokenUsage | undefined {
  return tokenUsage(usage, {
    prompt: 'input_tokens',
    completion: 'output_tokens',
    promptDetails: 'input_tokens_details',
    completionDetails: 'output_tokens_details',
  });
}

interface Names {
  readonly prompt: string;
  readonly completion: string;
  readonly promptDetails: string;
  readonly completionDetails: string;
}

function tokenUsage(usage: JsonObject, names: Names): TokenUsage | undefined {
  const promptTokens = countIn(usage, names.prompt);
  // Embeddings complete nothing, and some compatible servers leave out the completion where there is none.
  const completionTokens = usage[names.completion] === undefined ? 0 : countIn(usage, names.completion);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const partOf = (details: string, key: string, whole: number) =>
    Math.min(countIn(objectIn(usage, details) ?? {}, key) ?? 0, whole);
  const cachedTokens = partOf(names.promptDetails, 'cached_tokens', promptTokens);
  return {
    promptTokens,
    completionTokens,
    totalTokens: countIn(usage, 'total_tokens') ?? promptTokens + completionTokens,
    cachedTokens,
    cacheWriteTokens: partOf(names.promptDetails, 'cache_write_tokens', promptTokens - cachedTokens),
    reasoningTokens: partOf(names.completionDetails, 'reasoning_tokens', completionTokens),
    audioTokens:
      partOf(names.promptDetails, 'audio_tokens', promptTokens) +
      partOf(names.completionDetails, 'audio_tokens', completionTokens),
  };
}

function countIn(value: JsonObject, key: string): number | undefined {
  const count = value[key];
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
