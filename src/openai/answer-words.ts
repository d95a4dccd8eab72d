import { arrayIn, isObject, type JsonObject, objectIn, stringIn } from './json';

/** The generated text in one event of a stream, of whichever provider. Loops: it runs for every event of every stream. */
export function wordsOf(event: JsonObject): string {
  const { delta } = event;
  if (typeof delta === 'string') return delta;
  let words = isObject(delta) ? wordsOfBlock(delta) : '';
  for (const choice of arrayIn(event, 'choices')) if (isObject(choice)) words += wordsOfChoice(choice);
  for (const candidate of arrayIn(event, 'candidates'))
    if (isObject(candidate)) words += wordsOfCandidate(candidate);
  return words;
}

function wordsOfChoice(choice: JsonObject): string {
  const delta = objectIn(choice, 'delta');
  let words = stringIn(choice, 'text') ?? '';
  if (delta === undefined) return words;
  words += (stringIn(delta, 'content') ?? '') + (stringIn(delta, 'refusal') ?? '');
  for (const call of arrayIn(delta, 'tool_calls')) words += wordsOfToolCall(call);
  return words;
}

function wordsOfToolCall(call: unknown): string {
  const named = isObject(call) ? objectIn(call, 'function') : undefined;
  return named === undefined ? '' : (stringIn(named, 'name') ?? '') + (stringIn(named, 'arguments') ?? '');
}

/** Anthropic's. */
function wordsOfBlock(delta: JsonObject): string {
  return stringIn(delta, 'text') ?? stringIn(delta, 'thinking') ?? stringIn(delta, 'partial_json') ?? '';
}

/** Google's. */
function wordsOfCandidate(candidate: JsonObject): string {
  let words = '';
  for (const part of arrayIn(objectIn(candidate, 'content') ?? {}, 'parts'))
    if (isObject(part)) words += stringIn(part, 'text') ?? '';
  return words;
}
