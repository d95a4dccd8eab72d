import { isObject, type JsonObject, objectIn, parseObject, stringIn } from './json';
import { type Endpoint } from './model-call';

/** A request to a model, as far as it concerns its usage. */
export interface ModelRequest {
  readonly endpoint: Endpoint;
  readonly attempt: number;
  readonly streamed: boolean;
  /** The caller asked for the usage in the stream, so that it must be shown. */
  readonly usageAsked: boolean;
  readonly model?: string;
  /** The tier that was asked for. */
  readonly serviceTier?: string;
  readonly body: JsonObject;
  /** The body as it was sent, `''` where it was no text. */
  readonly bodyText: string;
}

/** Reads a request, or gives nothing where its endpoint is not one that we understand. */
export function readRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
): ModelRequest | undefined {
  if (methodOf(input, init) !== 'POST') return undefined;
  const path = pathOf(input);
  const endpoint = endpointOf(path);
  if (endpoint === undefined) return undefined;
  const bodyText = typeof init?.body === 'string' ? init.body : '';
  const body = parseObject(bodyText) ?? {};
  const model = stringIn(body, 'model') ?? deploymentIn(path);
  const serviceTier = stringIn(body, 'service_tier');
  return {
    endpoint,
    attempt: attemptOf(init),
    streamed: body['stream'] === true,
    usageAsked: objectIn(body, 'stream_options')?.['include_usage'] === true,
    ...(model && { model }),
    ...(serviceTier && { serviceTier }),
    body,
    bodyText,
  };
}

/** True where a stream says its usage only when asked, and the caller has not asked. The Responses API always says it. */
export function needsToAskForUsage({ endpoint, streamed, usageAsked }: ModelRequest): boolean {
  return (endpoint === 'chat.completions' || endpoint === 'completions') && streamed && !usageAsked;
}

/** The body of the request, asking for the usage too. All that the caller wrote stays as it is, to the letter if it can. */
export function bodyAskingForUsage({ body, bodyText }: ModelRequest): string {
  const options = { ...objectIn(body, 'stream_options'), include_usage: true };
  if ('stream_options' in body) return JSON.stringify({ ...body, stream_options: options });
  return bodyText.replace(/\}\s*$/, `,"stream_options":${JSON.stringify(options)}}`);
}

/** The words of a prompt, from which its tokens can be estimated. Images, audio and files are not words. */
export function wordsOfPrompt({ body }: ModelRequest): string {
  return ['instructions', 'messages', 'input', 'prompt', 'tools'].map((key) => wordsIn(body[key])).join('\n');
}

const ENDPOINTS: readonly (readonly [suffix: string, endpoint: Endpoint])[] = [
  ['/chat/completions', 'chat.completions'],
  ['/completions', 'completions'],
  ['/responses', 'responses'],
  ['/embeddings', 'embeddings'],
];

const endpointOf = (path: string) => ENDPOINTS.find(([suffix]) => path.endsWith(suffix))?.[1];

const methodOf = (input: string | URL | Request, init: RequestInit | undefined) =>
  (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();

const pathOf = (input: string | URL | Request) =>
  new URL(input instanceof Request ? input.url : input).pathname.replace(/\/+$/, '');

// Azure names the model in the path: /openai/deployments/<name>/chat/completions.
const deploymentIn = (path: string) => /\/deployments\/([^/]+)\//.exec(path)?.[1];

/** The SDK counts its retries in a header; any other client makes first attempts only. */
function attemptOf(init: RequestInit | undefined): number {
  const retries = Number(headerOf(init, 'x-stainless-retry-count') ?? 0);
  return Number.isSafeInteger(retries) && retries >= 0 ? retries + 1 : 1;
}

/** A header of a request, however its headers are given. The SDK's are ready to be asked: a copy of them is dear. */
export function headerOf(init: RequestInit | undefined, name: string): string | null {
  const headers = init?.headers;
  return (headers instanceof Headers ? headers : new Headers(headers)).get(name);
}

const NOT_WORDS = new Set([
  'type',
  'role',
  'id',
  'call_id',
  'url',
  'image_url',
  'data',
  'file_data',
  'file_id',
]);

function wordsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsIn).join('\n');
  if (!isObject(value)) return '';
  const entries = Object.entries(value).filter(([key]) => !NOT_WORDS.has(key));
  return entries.map(([, inner]) => wordsIn(inner)).join('\n');
}
