import { type Answer, readAnswer } from './answer';
import { arrayIn, isObject, type JsonObject, objectIn, stringIn } from './json';
import { type Endpoint } from './model-call';
import { READ_USAGE } from './token-usage';

/** How the events of a stream are read. */
export interface AnswerEvents {
  readonly read: (event: JsonObject, before: Answer) => Answer;
  /** Nothing that matters follows. */
  readonly isLast: (event: JsonObject) => boolean;
  /** The answer is whole if the stream ends after it. */
  readonly isFinish: (event: JsonObject) => boolean;
}

const typeOf = (event: JsonObject) => stringIn(event, 'type') ?? '';

const never = () => false;

/** Chunks that all name the same model and id; only the first, and those with something to tell, are read. */
const chunks = (endpoint: Endpoint): AnswerEvents => ({
  read: (chunk, before) => {
    if (isObject(chunk['error'])) return { ...before, failed: true };
    const tells = isObject(chunk['usage']) || before.id === undefined;
    return tells ? { ...before, ...readAnswer(endpoint, chunk) } : before;
  },
  isLast: never,
  isFinish: (chunk) => arrayIn(chunk, 'choices').some(isFinished),
});

const isFinished = (choice: unknown) => isObject(choice) && typeof choice['finish_reason'] === 'string';

const LAST_RESPONSE_EVENTS = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);

/** Some events hold the whole response. */
const RESPONSE_EVENTS: AnswerEvents = {
  read: (event, before) => {
    if (event['type'] === 'error') return { ...before, failed: true };
    const response = objectIn(event, 'response');
    return response === undefined ? before : { ...before, ...readAnswer('responses', response) };
  },
  isLast: (event) => LAST_RESPONSE_EVENTS.has(typeOf(event)),
  isFinish: never,
};

/** Anthropic's: the first event counts what came in, and the last but one what went out. */
const MESSAGE_EVENTS: AnswerEvents = {
  read: (event, before) => {
    const message = objectIn(event, 'message');
    if (message !== undefined) return soFar(before, readAnswer('messages', message));
    if (event['type'] === 'error') return { ...before, failed: true };
    const usage = objectIn(event, 'usage');
    if (usage === undefined) return before;
    return {
      ...before,
      ...readAnswer('messages', { usage: { ...before.rawUsage, ...withoutNulls(usage) } }),
    };
  },
  isLast: (event) => event['type'] === 'message_stop' || event['type'] === 'error',
  isFinish: never,
};

/** What a later event leaves open is as the first one said. */
const withoutNulls = (usage: JsonObject) =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));

/** Google's: each counts all up to then. */
const GENERATIONS: AnswerEvents = {
  read: (chunk, before) => {
    const answer = readAnswer('generateContent', chunk);
    return hasEnded(chunk) ? { ...before, ...answer } : soFar(before, answer);
  },
  isLast: never,
  isFinish: (chunk) => hasEnded(chunk),
};

function hasEnded(chunk: JsonObject): boolean {
  const isBlocked = stringIn(objectIn(chunk, 'promptFeedback') ?? {}, 'blockReason') !== undefined;
  return isBlocked || arrayIn(chunk, 'candidates').some((one) => isObject(one) && one['finishReason']);
}

function soFar(before: Answer, { usage, ...answer }: Answer): Answer {
  return { ...before, ...answer, ...(usage && { usageSoFar: usage }) };
}

/** Those whose usage stands in an event of a certain type. */
const typed = (endpoint: Endpoint, types: readonly string[]): AnswerEvents => ({
  read: (event, before) => {
    if (event['type'] === 'error') return { ...before, failed: true };
    const raw = types.includes(typeOf(event)) ? objectIn(event, 'usage') : undefined;
    if (raw === undefined) return before;
    const usage = READ_USAGE[endpoint](raw);
    return { ...before, rawUsage: raw, ...(usage && { usage }) };
  },
  isLast: (event) => event['type'] === 'error',
  isFinish: (event) => types.includes(typeOf(event)),
});

const EVENTS: Readonly<Partial<Record<Endpoint, AnswerEvents>>> = {
  'chat.completions': chunks('chat.completions'),
  responses: RESPONSE_EVENTS,
  messages: MESSAGE_EVENTS,
  generateContent: GENERATIONS,
  images: typed('images', ['image_generation.completed', 'image_edit.completed']),
  'audio.speech': typed('audio.speech', ['speech.audio.done']),
  'audio.transcriptions': typed('audio.transcriptions', ['transcript.text.done']),
};

const CHUNKS = chunks('completions');

/** Those of an endpoint, which are chunks unless more is known of them. */
export const eventsOf = (endpoint: Endpoint): AnswerEvents => EVENTS[endpoint] ?? CHUNKS;
