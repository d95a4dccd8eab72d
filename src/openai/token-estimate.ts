import { createRequire } from 'node:module';
import type * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { disjointUsage } from './disjoint-usage';
import { type TokenUsage } from './model-call';

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

/**
 * What a call has used, judged by its words. Reasoning, images and audio do not show in them. A provider that counts as
 * it goes has told what came in, and at least what had gone out by then.
 */
export function estimateUsage(prompt: string, completion: string, soFar?: TokenUsage): TokenUsage {
  const output = estimateTokens(completion);
  if (soFar === undefined) return disjointUsage({ input: estimateTokens(prompt), output });
  const { output: text = 0, ...counted } = soFar.classes;
  const more = Math.max(0, output - soFar.completionTokens);
  return {
    ...soFar,
    completionTokens: soFar.completionTokens + more,
    totalTokens: soFar.promptTokens + soFar.completionTokens + more,
    classes: { ...counted, output: text + more },
  };
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
