import { chatCompletion, type FakeAnswer, type SeenRequest } from '../../src/fake-openai';

// Each stands where something private is.
export const PROMPT = 'canary-of-the-prompt';
export const FILE = 'canary-of-the-file';
export const ANSWER = 'canary-of-the-answer';
export const KEY = 'sk-canary-of-the-key-0123456789';

/** What the provider says when it refuses, quoting all it knows. */
const quoting = (status: number): FakeAnswer => ({
  status,
  headers: { 'retry-after-ms': '1', 'x-request-id': PROMPT },
  body: {
    error: {
      message: `You sent ${PROMPT} and ${FILE} with ${KEY}: ${ANSWER}.`,
      code: PROMPT,
      type: ANSWER,
      param: FILE,
    },
  },
});

const WAYS: readonly ((request: SeenRequest) => FakeAnswer)[] = [
  (request) => chatCompletion(request, { content: ANSWER }),
  (request) => chatCompletion(request, { content: `1. ${ANSWER}\n2. ${ANSWER} again` }),
  () => quoting(400),
  () => quoting(401),
  () => quoting(404),
  () => quoting(429),
  () => quoting(500),
  () => ({ body: `${ANSWER} to ${PROMPT} is no JSON` }),
  () => ({ body: { id: PROMPT.length, error: ANSWER } }),
  () => ({ instead: 'cut' }),
  (request) => broken(request, 'cut', []),
  (request) => broken(request, 'end', [{ error: { message: `${PROMPT} ${KEY}` } }]),
  (request) => broken(request, 'end', [`{ ${PROMPT} ${ANSWER}`]),
];

function broken(request: SeenRequest, then: 'cut' | 'end', more: readonly unknown[]): FakeAnswer {
  const answer = chatCompletion(request, { content: `${ANSWER} and more` });
  return 'events' in answer ? { events: [...answer.events.slice(0, 3), ...more], then } : answer;
}

/** One way after the other; and, however they fall among the attempts of a call, refusals that are the last word. */
export function quotingOpenAI(): (request: SeenRequest) => FakeAnswer {
  let asked = 0;
  return (request) => {
    const number = asked++;
    if (request.headers['x-stainless-retry-count'] === '2') return quoting(number % 2 === 0 ? 429 : 500);
    return WAYS[number % WAYS.length]?.(request) ?? quoting(500);
  };
}

/** Makes a call and resolves to all that was heard but the model's own words, which are for the caller. */
export type PrivateCall = (baseUrl: string) => Promise<string>;

/** Calls of all kinds: plain, streamed, left early, with wrong tokens, and with bodies that are refused. */
export function privateCalls(count: number, tokens: readonly string[]): readonly PrivateCall[] {
  const right = { prompt: PROMPT, fileContent: FILE };
  return Array.from({ length: count }, (_, index): PrivateCall => {
    const token = tokens[index % tokens.length] ?? '';
    const calls: readonly PrivateCall[] = [
      (url) => heard(url, token, right),
      (url) => heard(url, token, { ...right, stream: true }),
      (url) => heard(url, token, right),
      (url) => heard(url, token, { ...right, stream: true }),
      (url) => leftEarly(url, token, { ...right, stream: true }),
      (url) => heard(url, token, right),
      (url) => heard(url, `${token.slice(0, -4)}AAAA`, right),
      (url) => heard(url, token, { ...right, prompt: { [PROMPT]: PROMPT } }),
      (url) => heard(url, token, { ...right, count: PROMPT }),
    ];
    return (url) => calls[Math.floor(index / 2) % calls.length]?.(url) ?? Promise.reject(new RangeError());
  });
}

const requestOf = (token: string, body: object) => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function heard(baseUrl: string, token: string, body: object): Promise<string> {
  const response = await fetch(`${baseUrl}/api/test-generation`, requestOf(token, body));
  const text = await response.text().catch(() => 'cut');
  return text.replaceAll(/"(content|delta)":"[^"]*"|"testCases":\[[^\]]*\]/g, '');
}

async function leftEarly(baseUrl: string, token: string, body: object): Promise<string> {
  const leaving = new AbortController();
  const response = await fetch(`${baseUrl}/api/test-generation`, {
    ...requestOf(token, body),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  leaving.abort();
  return 'aborted';
}
