import { type TokenUsage, type UsageClass, type UsageClasses } from './model-call';

/**
 * Tokens as a provider counts them: `input` and `output` are whole, all others are parts of them, and may overlap: an
 * audio token can be a cached one too. A part that is not there is 0, but for those cached: then nobody says of what kind.
 */
export interface Counts {
  readonly input: number;
  readonly output: number;
  /** As the provider says it; else their sum. */
  readonly total?: number | undefined;
  readonly cached?: number | undefined;
  readonly cachedAudio?: number | undefined;
  readonly cachedImage?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Of those written to the cache, the ones that stay for an hour. */
  readonly cacheWrite1h?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly imageInput?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly imageOutput?: number | undefined;
}

/**
 * Counts in classes that do not overlap and sum to `input` and `output`, whatever the provider says of the parts: each
 * gets at most what the ones before it have left.
 */
export function disjointUsage(counts: Counts): TokenUsage {
  const input = inputClasses(counts);
  const output = outputClasses(counts);
  return {
    promptTokens: counts.input,
    completionTokens: counts.output,
    totalTokens: counts.total ?? counts.input + counts.output,
    cachedTokens: input.cachedInput + input.cachedAudioInput + input.cachedImageInput,
    cacheWriteTokens: input.cacheWrite + input.cacheWrite1h,
    reasoningTokens: output.reasoning,
    audioTokens: input.audioInput + input.cachedAudioInput + output.audioOutput,
    classes: usedOf(input, output),
  };
}

function inputClasses(counts: Counts) {
  const audio = atMost(counts.input, counts.audioInput);
  const image = atMost(counts.input - audio, counts.imageInput);
  const text = counts.input - audio - image;
  const cached = cachedOf(counts, { text, audio, image });
  const uncachedText = text - cached.text;
  const written = atMost(uncachedText, counts.cacheWrite);
  const forAnHour = atMost(written, counts.cacheWrite1h);
  return {
    input: uncachedText - written,
    cachedInput: cached.text,
    cacheWrite: written - forAnHour,
    cacheWrite1h: forAnHour,
    audioInput: audio - cached.audio,
    cachedAudioInput: cached.audio,
    imageInput: image - cached.image,
    cachedImageInput: cached.image,
  };
}

interface Kinds {
  readonly text: number;
  readonly audio: number;
  readonly image: number;
}

/** Where the provider does not say of what kind the cached tokens are, they are text as long as there is text. */
function cachedOf(counts: Counts, { text, audio, image }: Kinds): Kinds {
  const cached = atMost(text + audio + image, counts.cached);
  const saidAudio = atMost(Math.min(audio, cached), counts.cachedAudio);
  const saidImage = atMost(Math.min(image, cached - saidAudio), counts.cachedImage);
  const ofText = Math.min(text, cached - saidAudio - saidImage);
  const rest = cached - saidAudio - saidImage - ofText;
  const moreAudio = Math.min(audio - saidAudio, rest);
  return { text: ofText, audio: saidAudio + moreAudio, image: saidImage + rest - moreAudio };
}

function outputClasses(counts: Counts) {
  const audioOutput = atMost(counts.output, counts.audioOutput);
  const imageOutput = atMost(counts.output - audioOutput, counts.imageOutput);
  const text = counts.output - audioOutput - imageOutput;
  const reasoning = atMost(text, counts.reasoning);
  return { output: text - reasoning, reasoning, audioOutput, imageOutput };
}

const atMost = (limit: number, count = 0) => Math.min(limit, count);

function usedOf(...groups: readonly UsageClasses[]): UsageClasses {
  const used: Partial<Record<UsageClass, number>> = {};
  for (const classes of groups)
    for (const name in classes) {
      const count = classes[name as UsageClass];
      if (count) used[name as UsageClass] = count;
    }
  return used;
}
