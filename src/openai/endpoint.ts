import { type Endpoint } from './model-call';

/** What a request is about, by its method and its path. */
export interface Route {
  readonly endpoint: Endpoint;
  /** Asks for work that was begun by another request. It uses nothing itself, but may be the first to show what that used. */
  readonly isLook: boolean;
}

/** The route of a request, or nothing where it is none that we understand. */
export function routeOf(method: string, path: string): Route | undefined {
  for (const [routeMethod, pattern, endpoint] of CALLS)
    if (method === routeMethod && pattern.test(path)) return { endpoint, isLook: false };
  for (const [routeMethod, pattern, endpoint] of LOOKS)
    if (method === routeMethod && pattern.test(path)) return { endpoint, isLook: true };
  return undefined;
}

/** The model that a path names: Azure's deployments and Google's models stand there. */
export function modelInPath(path: string): string | undefined {
  return /\/(?:deployments\/([^/]+)\/|models\/([^/:]+):)/.exec(path)?.slice(1).find(Boolean);
}

type Rule = readonly [method: 'GET' | 'POST', path: RegExp, endpoint: Endpoint];

const CALLS: readonly Rule[] = [
  ['POST', /\/chat\/completions$/, 'chat.completions'],
  ['POST', /\/completions$/, 'completions'],
  ['POST', /\/responses(\/compact)?$/, 'responses'],
  ['POST', /\/embeddings$/, 'embeddings'],
  ['POST', /\/images\/(generations|edits|variations)$/, 'images'],
  ['POST', /\/audio\/speech$/, 'audio.speech'],
  ['POST', /\/audio\/transcriptions$/, 'audio.transcriptions'],
  ['POST', /\/audio\/translations$/, 'audio.translations'],
  ['POST', /\/moderations$/, 'moderations'],
  ['POST', /\/containers$/, 'containers'],
  // Anthropic's batches are under its messages, and OpenAI's threads have messages that are no calls.
  ['POST', /(?<!\/messages)\/batches$/, 'batches'],
  ['POST', /(?<!\/threads\/[^/]+)\/messages$/, 'messages'],
  ['POST', /:(generateContent|streamGenerateContent)$/, 'generateContent'],
];

const LOOKS: readonly Rule[] = [
  ['GET', /\/responses\/[^/]+$/, 'responses'],
  ['POST', /\/responses\/[^/]+\/cancel$/, 'responses'],
  ['GET', /(?<!\/messages)\/batches\/[^/]+$/, 'batches'],
  ['POST', /(?<!\/messages)\/batches\/[^/]+\/cancel$/, 'batches'],
];
