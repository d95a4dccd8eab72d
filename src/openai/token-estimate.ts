import { createRequire } from 'node:module';
import type * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { type TokenUsage } from './model-call';
import { NO_TOKENS } from './token-usage';

type Tokenizer = typeof o200k;

let tokenizer: Tokenizer | undefined;

/**
 * Loads the tokenizer, so that the first stream that is stopped early does not wait for it.
 * It takes about 0.2 s and 70 MB.
 */
export function prepareEstimates(): Tokenizer {
  tokenizer ??= createRequire(__filename)('gpt-tokenizer/encoding/o200k_base') as Tokenizer;
  return tokenizer;
}

/** What a call has used, judged by its words. Reasoning, images and audio do not show in them. */
export function estimateUsage(prompt: string, completion: string): TokenUsage {
  const promptTokens = estimateTokens(prompt);
  const completionTokens = estimateTokens(completion);
  return { ...NO_TOKENS, promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

// The tokenizer's time grows with the square of a word's length (100,000 times the letter a: 4.4 s), and this runs
// where callers wait. Cut into pieces, 100,000 letters take 45 ms at the worst; what is beyond is reckoned from them.
const PIECE = 1_000;
const COUNTED_LETTERS = 100_000;

function estimateTokens(text: string): number {
  const counted = text.slice(0, COUNTED_LETTERS);
  let tokens = 0;
  for (let start = 0; start < counted.length; start += PIECE) {
    tokens += prepareEstimates().countTokens(counted.slice(start, start + PIECE), {
      disallowedSpecial: new Set(),
    });
  }
  return counted.length < text.length ? Math.round((tokens * text.length) / counted.length) : tokens;
}
