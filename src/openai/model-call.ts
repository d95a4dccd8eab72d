/** The endpoints whose answers are understood. Others pass through untouched. */
export type Endpoint = 'chat.completions' | 'completions' | 'responses' | 'embeddings';

/** Tokens as the provider counted them. `cachedTokens` is a part of `promptTokens`, `reasoningTokens` of `completionTokens`. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** Audio in the prompt and in the completion together; a part of the totals. */
  readonly audioTokens: number;
}

/**
 * `reported` by the provider; `estimated` by us for a stream that ended before its usage came; `missing` when an
 * answer carries none; `none` when the provider answered with an error, which uses nothing.
 */
export type UsageSource = 'reported' | 'estimated' | 'missing' | 'none';

/** `stopped`: the caller had begun to read the answer and left it. It was answered, and billed up to there. */
export type Outcome = 'succeeded' | 'stopped' | 'failed';

/**
 * `http`: an error status. `provider`: an error inside an answer that began well. `unreachable`: the request never left.
 * `network`: the connection broke before an answer, `cut`: within one. `aborted` and `timeout`: given up on before an answer
 * (a time limit set on the whole client cannot be told from an abort).
 */
export type FailureKind = 'http' | 'provider' | 'unreachable' | 'network' | 'cut' | 'aborted' | 'timeout';

/** Tools that the provider runs and charges for beside the tokens. */
export type ChargedTool =
  'web_search' | 'file_search' | 'code_interpreter' | 'image_generation' | 'hosted_shell';

/** One HTTP attempt to call a model, as it went. Prompts and completions are not part of it. */
export interface ModelCall {
  readonly endpoint: Endpoint;
  readonly startedAt: Date;
  /** 1 for the first try; the SDK's retries follow. */
  readonly attempt: number;
  readonly streamed: boolean;
  readonly outcome: Outcome;
  readonly failure?: FailureKind | undefined;
  readonly httpStatus?: number | undefined;
  readonly requestedModel?: string | undefined;
  readonly answeredModel?: string | undefined;
  readonly responseId?: string | undefined;
  /** The tier that the answer names, which is the one that is billed; else the one that was asked for. */
  readonly serviceTier?: string | undefined;
  readonly usageSource: UsageSource;
  readonly usage?: TokenUsage;
  /** The provider's own usage object, untouched. It may be a part of what the caller is given: copy what is kept. */
  readonly rawUsage?: Readonly<Record<string, unknown>> | undefined;
  readonly chargedTools: readonly ChargedTool[];
  /** From the request to the first byte of the answer's body. */
  readonly firstByteMs?: number | undefined;
  readonly durationMs: number;
}

/** A call under way. */
export interface OpenCall {
  /** Reports the call as cut, with what is known of it by now: for a process that ends and cannot wait for it. */
  giveUp(): void;
}

/**
 * Told of a call at the moment of its request, so that it can take note of the caller;
 * the function that it returns is told once how the call went.
 */
export type CallObserver = (call: OpenCall) => (ended: ModelCall) => void;
