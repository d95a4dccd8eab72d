import { type Answer, readAnswer, readChunk, readResponseEvent } from './answer';
import { dataOf, EventSplitter } from './event-stream';
import { arrayIn, isObject, type JsonObject, objectIn, parseObject, stringIn } from './json';
import { type Endpoint } from './model-call';

/** Reads an answer's body as it passes by. */
export interface AnswerReader {
  /** Takes the next bytes and gives back those that the caller shall see. */
  push(bytes: Uint8Array): Uint8Array | undefined;
  /** The body has ended; gives back what was held back until now. */
  end(): Uint8Array | undefined;
  /** True from the moment that the answer is known to be whole. */
  readonly complete: boolean;
  readonly answer: Answer;
  /** The words that have come so far, from which a usage can be estimated. */
  readonly words: string;
}

/** A body in one piece: read once it is there. */
export class BodyReader implements AnswerReader {
  answer: Answer = {};
  complete = false;
  readonly words = '';
  private readonly pieces: Uint8Array[] = [];

  constructor(private readonly endpoint: Endpoint) {}

  push(bytes: Uint8Array): Uint8Array {
    this.pieces.push(bytes);
    return bytes;
  }

  end(): undefined {
    this.read(parseObject(Buffer.concat(this.pieces).toString('utf8')));
  }

  /** Reads a body that somebody else has parsed. */
  read(body: unknown): void {
    this.complete = true;
    this.answer = readAnswer(this.endpoint, isObject(body) ? body : {});
  }
}

/**
 * A stream of events. With `hideUsage`, the caller did not ask for the usage that we asked for: its chunk is taken
 * out, and so is the `"usage":null` that the provider then adds to all others.
 */
export class EventReader implements AnswerReader {
  answer: Answer = {};
  complete = false;
  words = '';
  private finished = false;
  private readonly splitter = new EventSplitter();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly endpoint: Endpoint,
    private readonly hideUsage: boolean,
  ) {}

  push(bytes: Uint8Array): Uint8Array | undefined {
    const events = this.splitter.push(this.decoder.decode(bytes, { stream: true }));
    return this.shown(events, bytes);
  }

  end(): Uint8Array | undefined {
    const rest = this.splitter.end();
    const shown = this.shown(rest === '' ? [] : [rest], undefined);
    // Some compatible servers end without a word; the last chunk tells that nothing is missing.
    this.complete ||= this.finished;
    return shown;
  }

  /** Bytes pass as they came, unless something in them may have to be hidden. */
  private shown(events: readonly string[], bytes: Uint8Array | undefined): Uint8Array | undefined {
    let text = '';
    for (const event of events) text += this.read(event);
    if (!this.hideUsage) return bytes;
    return text === '' ? undefined : this.encoder.encode(text);
  }

  private read(event: string): string {
    const data = dataOf(event);
    if (data.startsWith('[DONE]')) this.complete = true;
    const chunk = parseObject(data);
    if (chunk === undefined) return event;
    this.words += wordsOf(chunk);
    if (this.endpoint === 'responses') this.readResponseEvent(chunk);
    else this.readChunk(this.endpoint, chunk);
    return this.hideUsage ? withoutUsage(event, chunk) : event;
  }

  private readResponseEvent(event: JsonObject): void {
    this.answer = readResponseEvent(event, this.answer);
    this.complete ||= LAST_RESPONSE_EVENTS.has(stringIn(event, 'type') ?? '');
  }

  private readChunk(endpoint: Endpoint, chunk: JsonObject): void {
    // All chunks name the same model and id; only the first, and those with something to tell, are read.
    const tells = isObject(chunk['usage']) || isObject(chunk['error']) || this.answer.id === undefined;
    if (tells) this.answer = readChunk(endpoint, chunk, this.answer);
    this.complete ||= this.answer.failed === true;
    this.finished ||= arrayIn(chunk, 'choices').some(isFinished);
  }
}

const LAST_RESPONSE_EVENTS = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);

// Quotes inside of a JSON string are escaped, so this can only match a key.
const NULL_USAGE = /,\s*"usage"\s*:\s*null|"usage"\s*:\s*null\s*,/;

function withoutUsage(event: string, chunk: JsonObject): string {
  const isUsageAlone =
    isObject(chunk['usage']) && Array.isArray(chunk['choices']) && chunk['choices'].length === 0;
  if (isUsageAlone) return '';
  return chunk['usage'] === null ? event.replace(NULL_USAGE, '') : event;
}

const isFinished = (choice: unknown) => isObject(choice) && typeof choice['finish_reason'] === 'string';

/** The generated text in one event of a stream, of whichever endpoint. Loops: it runs for every chunk of every stream. */
function wordsOf(event: JsonObject): string {
  if (typeof event['delta'] === 'string') return event['delta'];
  let words = '';
  for (const choice of arrayIn(event, 'choices')) if (isObject(choice)) words += wordsOfChoice(choice);
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
