import { type Answer } from './answer';
import { type AnswerReader } from './answer-reader';
import { measuredUsage } from './measured-usage';
import {
  type Endpoint,
  type FailureKind,
  type Outcome,
  type TokenUsage,
  type UsageSource,
} from './model-call';
import { type BodyEnd } from './observed-body';
import { type ModelRequest, wordsOfPrompt } from './request';
import { estimateUsage } from './token-estimate';

/** How a call went. */
export interface Ending {
  readonly outcome: Outcome;
  readonly failure?: FailureKind;
  readonly usageSource: UsageSource;
  readonly usage?: TokenUsage;
  readonly answer?: Answer;
}

/** How a call went whose answer has begun. */
export function endingOf(end: BodyEnd, reader: AnswerReader, request: ModelRequest): Ending {
  return { ...outcomeOf(end, reader.answer), ...usedBy(end, reader, request), answer: reader.answer };
}

function usedBy(
  end: BodyEnd,
  { answer, words }: AnswerReader,
  request: ModelRequest,
): Pick<Ending, 'usageSource' | 'usage'> {
  if (answer.usage) return { usageSource: 'reported', usage: answer.usage };
  const measured = answer.failed ? undefined : measuredUsage(request, answer);
  if (measured !== undefined) return { usageSource: 'measured', usage: measured };
  if (hasWords(end, answer, words) && request.streamed && GIVES_WORDS.has(request.endpoint))
    return {
      usageSource: 'estimated',
      usage: estimateUsage(wordsOfPrompt(request), words, answer.usageSoFar),
    };
  const isFree = answer.failed === true || request.endpoint === 'moderations';
  return { usageSource: isFree ? 'none' : 'missing' };
}

/** One that broke off before its first word may have used its prompt, too. */
function hasWords(end: BodyEnd, { failed }: Answer, words: string): boolean {
  return words !== '' || (end !== 'whole' && failed !== true);
}

const GIVES_WORDS: ReadonlySet<Endpoint> = new Set([
  'chat.completions',
  'completions',
  'responses',
  'messages',
  'generateContent',
]);

function outcomeOf(end: BodyEnd, { failed, work }: Answer): Pick<Ending, 'outcome' | 'failure'> {
  switch (end) {
    case 'whole':
      if (failed) return { outcome: 'failed', failure: 'provider' };
      return { outcome: work?.isCancelled ? 'stopped' : 'succeeded' };
    case 'left':
      return { outcome: 'stopped' };
    case 'cut':
      return { outcome: 'failed', failure: 'cut' };
  }
}
