import { type Answer } from './answer';
import { stringIn } from './json';
import { type TokenUsage } from './model-call';
import { type ModelRequest } from './request';
import { NO_TOKENS } from './token-usage';

/** What a call used, judged by what was sent and answered, where the provider reports nothing and charges for that. */
export function measuredUsage({ endpoint, body }: ModelRequest, answer: Answer): TokenUsage | undefined {
  if (endpoint === 'audio.speech') return spoken(stringIn(body, 'input'));
  if (endpoint === 'images' && answer.images) return { ...NO_TOKENS, classes: { images: answer.images } };
  // It is charged for as a tool.
  return endpoint === 'containers' ? NO_TOKENS : undefined;
}

/** What the price of an image depends on, `1024x1024` or `1024x1024 hd`. */
export function imageKindOf({ endpoint, body }: ModelRequest): string | undefined {
  if (endpoint !== 'images') return undefined;
  const size = stringIn(body, 'size') ?? '1024x1024';
  return `${size}${body['quality'] === 'hd' ? ' hd' : ''}`.slice(0, 64);
}

function spoken(text: string | undefined): TokenUsage | undefined {
  return text === undefined ? undefined : { ...NO_TOKENS, classes: { characters: Array.from(text).length } };
}
