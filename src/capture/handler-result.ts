import { type ModelCall, usageOfCompletion } from '../openai';

/** A call that no client of ours made: a handler's answer tells of it, or whoever made it does. */
export type ToldCall = Omit<ModelCall, 'endpoint' | 'usageSource'> & {
  readonly endpoint: string;
  readonly usageSource: 'handler_result' | 'reported';
};

/**
 * The call that the result of a handler tells of, by `usage` with `prompt_tokens` and `completion_tokens` and by
 * `model`, in it or in its `data`. What else its usage holds is not kept: a feature may have put anything there.
 */
export function callToldBy(result: unknown, startedAt: Date, durationMs: number): ToldCall | undefined {
  const answers = [result, isObject(result) && result['data']].filter(isObject);
  const answer = answers.find(tellsUsage);
  const usage = answer && usageOfCompletion(usageIn(answer));
  if (usage === undefined) return undefined;
  const model = [answer, ...answers].map((said) => said?.['model']).find(isName);
  return {
    endpoint: 'unknown',
    startedAt,
    attempt: 1,
    streamed: false,
    outcome: 'succeeded',
    ...(model !== undefined && { answeredModel: model }),
    usageSource: 'handler_result',
    usage,
    tools: [],
    durationMs,
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The counts stand in `usage`, or beside the model itself. */
const usageIn = (answer: JsonObject): JsonObject => (isObject(answer['usage']) ? answer['usage'] : answer);

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

function tellsUsage(answer: JsonObject): boolean {
  const usage = usageIn(answer);
  return usage['prompt_tokens'] !== undefined && usage['completion_tokens'] !== undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
