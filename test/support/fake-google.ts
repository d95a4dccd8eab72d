import { type FakeAnswer, type SeenRequest } from '../../src/fake-openai';

type Usage = Readonly<Record<string, unknown>>;

interface Generation {
  readonly words: readonly string[];
  /** Google's own `usageMetadata`, at the end of the answer. */
  readonly usage: Usage;
  /** The same with each earlier chunk of a stream, each of which counts all up to then. */
  readonly usageSoFar?: readonly Usage[];
}

/**
 * Answers `:generateContent` and `:streamGenerateContent?alt=sse` as the Gemini API does. After the types of
 * @google/genai 2.32 (GenerateContentResponse) and ai.google.dev/api/generate-content.
 */
export function generation(request: SeenRequest, { words, usage, usageSoFar = [] }: Generation): FakeAnswer {
  const model = modelOf(request);
  if (!isStreamed(request)) return { body: chunk(model, words.join(''), usage, 'STOP') };
  const last = words.length - 1;
  return {
    events: words.map((text, index) =>
      index === last ? chunk(model, text, usage, 'STOP') : chunk(model, text, usageSoFar[index] ?? usage),
    ),
  };
}

/** A prompt that is not answered. Google has counted it all the same. */
export function blocked(request: SeenRequest, usage: Usage): FakeAnswer {
  const answer = {
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: usage,
    modelVersion: modelOf(request),
    responseId: 'r-blocked',
  };
  return isStreamed(request) ? { events: [answer] } : { body: answer };
}

export function googleError(code: number, status: string): FakeAnswer {
  return { status: code, body: { error: { code, message: 'Resource has been exhausted.', status } } };
}

/** As Google writes a stream, lines ending in CRLF; an error in the middle of it is no event. */
export function inGooglesWords(answer: FakeAnswer, error?: object): FakeAnswer {
  if (!('events' in answer)) return answer;
  const events = answer.events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`);
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: events.join('') + (error === undefined ? '' : JSON.stringify({ error })),
  };
}

function chunk(modelVersion: string, text: string, usageMetadata: Usage, finishReason?: string) {
  const content = { role: 'model', parts: [{ text }] };
  return {
    candidates: [{ content, index: 0, ...(finishReason !== undefined && { finishReason }) }],
    usageMetadata,
    modelVersion,
    responseId: 'r-1',
  };
}

const isStreamed = ({ path }: SeenRequest) => path.includes(':streamGenerateContent');

const modelOf = ({ path }: SeenRequest) => /models\/([^:]+):/.exec(path)?.[1] ?? 'none';
