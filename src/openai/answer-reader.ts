import { type Answer, readAnswer } from './answer';
import { type AnswerEvents, eventsOf } from './answer-events';
import { wordsOf } from './answer-words';
import { dataOf, EventSplitter } from './event-stream';
import { isObject, type JsonObject, parseJson, parseObject } from './json';
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
    this.read(parseJson(Buffer.concat(this.pieces).toString('utf8')));
  }

  /** Reads a body that somebody else has parsed. */
  read(body: unknown): void {
    this.complete = true;
    // Google streams a list unless it is asked for events: the last one counts all.
    const whole: unknown = Array.isArray(body) ? body.at(-1) : body;
    this.answer = readAnswer(this.endpoint, isObject(whole) ? whole : {});
  }
}

/** A body that tells nothing: spoken words. It may be long, and is not kept. */
export class OpaqueReader implements AnswerReader {
  readonly answer: Answer = {};
  complete = false;
  readonly words = '';

  push(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  end(): undefined {
    this.complete = true;
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
  private readonly events: AnswerEvents;

  constructor(
    endpoint: Endpoint,
    private readonly hideUsage: boolean,
  ) {
    this.events = eventsOf(endpoint);
  }

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
    const chunk = parseObject(data === '' ? event : data);
    if (chunk === undefined) return event;
    this.words += wordsOf(chunk);
    this.answer = this.events.read(chunk, this.answer);
    this.complete ||= this.events.isLast(chunk) || this.answer.failed === true;
    this.finished ||= this.events.isFinish(chunk);
    return this.hideUsage ? withoutUsage(event, chunk) : event;
  }
}

// Quotes inside of a JSON string are escaped, so this can only match a key.
const NULL_USAGE = /,\s*"usage"\s*:\s*null|"usage"\s*:\s*null\s*,/;

function withoutUsage(event: string, chunk: JsonObject): string {
  const isUsageAlone =
    isObject(chunk['usage']) && Array.isArray(chunk['choices']) && chunk['choices'].length === 0;
  if (isUsageAlone) return '';
  return chunk['usage'] === null ? event.replace(NULL_USAGE, '') : event;
}
