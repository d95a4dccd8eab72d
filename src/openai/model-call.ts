/** The endpoints whose answers are understood. Others pass through untouched. */
export type Endpoint =
  | 'chat.completions'
  | 'completions'
  | 'responses'
  | 'embeddings'
  | 'images'
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'audio.translations'
  | 'moderations'
  | 'batches'
  | 'containers'
  // Anthropic's and Google's.
  | 'messages'
  | 'generateContent';

/**
 * What is used, in classes that do not overlap: tokens that come in (as text unless the name says otherwise; what is
 * cached, or written to a cache for five minutes or an hour, is in no other class), tokens that go out, and what is
 * not counted in tokens: whole seconds of audio, characters (Unicode code points) of text that is spoken, images.
 */
export type UsageClass =
  | 'input'
  | 'cachedInput'
  | 'cacheWrite'
  | 'cacheWrite1h'
  | 'audioInput'
  | 'cachedAudioInput'
  | 'imageInput'
  | 'cachedImageInput'
  | 'output'
  | 'reasoning'
  | 'audioOutput'
  | 'imageOutput'
  | 'seconds'
  | 'characters'
  | 'images';

/** A class that is not there was not used. */
export type UsageClasses = Readonly<Partial<Record<UsageClass, number>>>;

/**
 * What a call used. `cachedTokens` and `cacheWriteTokens` are parts of `promptTokens`, `reasoningTokens` one of
 * `completionTokens`; the classes of tokens sum to these two. A number that contradicts another is cut to fit.
 */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** Audio in the prompt and in the completion together; a part of the totals. */
  readonly audioTokens: number;
  readonly classes: UsageClasses;
  /** Paths in the provider's usage object of numbers that we do not know: they may be charged, or be a part of others. */
  readonly unknownFields?: readonly string[];
}

/**
 * `reported` by the provider; `measured` by us on what was sent and answered (characters, images), where the provider
 * reports nothing; `estimated` for a stream that ended before its usage came; `missing` when an answer carries none;
 * `none` when nothing is used that is charged: an error, a moderation.
 */
export type UsageSource = 'reported' | 'measured' | 'estimated' | 'missing' | 'none';

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
  | 'web_search'
  | 'web_search_preview'
  | 'file_search'
  | 'container'
  | 'image_generation'
  | 'google_search'
  | 'google_maps';

/** What a call used of one tool. */
export interface ToolUse {
  readonly tool: ChargedTool;
  /** Searches, containers or images. */
  readonly calls: number;
  /** Of a container: `1g`, `4g`, `16g` or `64g` of memory. */
  readonly size?: string;
  /** The model that the tool itself ran, and what that used. It is no part of the usage of the call. */
  readonly model?: string;
  readonly classes?: UsageClasses;
}

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
  /** Where the data was to stay, `us`, if the caller had asked for that: some models cost more then. */
  readonly region?: string | undefined;
  readonly usageSource: UsageSource;
  readonly usage?: TokenUsage;
  /** The provider's own usage object, untouched. It may be a part of what the caller is given: copy what is kept. */
  readonly rawUsage?: Readonly<Record<string, unknown>> | undefined;
  readonly tools: readonly ToolUse[];
  /** What images are charged by, `1024x1024 hd`, where they are charged one by one. */
  readonly imageKind?: string | undefined;
  /**
   * What is counted once however often it is seen: a response that was made in the background, a batch. The same for
   * each report of it.
   */
  readonly onceKey?: string | undefined;
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
 * Told of a call at the moment of its request, so that it can take note of the caller; the function that it returns is
 * told how the call went, or `undefined` where it leaves nothing to record for now: work goes on in the background,
 * and is reported to the same function once it is seen to have ended.
 */
export type CallObserver = (call: OpenCall) => (ended: ModelCall | undefined) => void;
