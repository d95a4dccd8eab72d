import { modelInPath, type Route, routeOf } from './endpoint';
import { fieldsOf } from './form-fields';
import { isObject, type JsonObject, objectIn, parseObject, stringIn } from './json';

/** A request that concerns the use of a model. */
export interface ModelRequest extends Route {
  readonly url: URL;
  readonly attempt: number;
  readonly streamed: boolean;
  /** The caller asked for the usage in the stream, so that it must be shown. */
  readonly usageAsked: boolean;
  readonly model?: string;
  /** The tier that was asked for. */
  readonly serviceTier?: string;
  /** What was sent, as far as it is not a file. */
  readonly body: JsonObject;
  /** The same as `body` where the fields of a form come to be known only as it is sent. */
  readonly formFields?: Record<string, unknown>;
  /** The body as it was sent, `''` where it was no text. */
  readonly bodyText: string;
}

/** Reads a request, or gives nothing where it is none that we understand. */
export function readRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
): ModelRequest | undefined {
  const url = new URL(input instanceof Request ? input.url : input);
  const path = url.pathname.replace(/\/+$/, '');
  const route = routeOf(methodOf(input, init), path);
  if (route === undefined) return undefined;
  const sent = bodyOf(init);
  return { ...route, url, attempt: attemptOf(init), ...sent, ...askedFor(route, sent.body, path) };
}

function bodyOf(init: RequestInit | undefined): Pick<ModelRequest, 'body' | 'bodyText' | 'formFields'> {
  const body = init?.body;
  if (typeof body === 'string') return { body: parseObject(body) ?? {}, bodyText: body };
  if (body instanceof FormData) return { body: fieldsOf(body), bodyText: '' };
  if (!isStreamedForm(init)) return { body: {}, bodyText: '' };
  const formFields = {};
  return { body: formFields, bodyText: '', formFields };
}

function askedFor({ endpoint }: Route, body: JsonObject, path: string) {
  const model = stringIn(body, 'model') ?? modelInPath(path);
  // What is asked of Anthropic is not the name of a tier.
  const serviceTier = endpoint === 'messages' ? undefined : stringIn(body, 'service_tier');
  return {
    streamed: isStreamed(body, path),
    usageAsked: objectIn(body, 'stream_options')?.['include_usage'] === true,
    ...(model && { model }),
    ...(serviceTier && { serviceTier }),
  };
}

/** True where a stream says its usage only when asked, and the caller has not asked. The Responses API always says it. */
export function needsToAskForUsage({ endpoint, streamed, usageAsked, bodyText }: ModelRequest): boolean {
  const isAsked = endpoint === 'chat.completions' || endpoint === 'completions';
  return isAsked && streamed && !usageAsked && bodyText !== '';
}

/** The body of the request, asking for the usage too. All that the caller wrote stays as it is, to the letter if it can. */
export function bodyAskingForUsage({ body, bodyText }: ModelRequest): string {
  const options = { ...objectIn(body, 'stream_options'), include_usage: true };
  if ('stream_options' in body) return JSON.stringify({ ...body, stream_options: options });
  return bodyText.replace(/\}\s*$/, `,"stream_options":${JSON.stringify(options)}}`);
}

const PROMPT = [
  'instructions',
  'system',
  'systemInstruction',
  'messages',
  'input',
  'contents',
  'prompt',
  'tools',
];

/** The words of a prompt, from which its tokens can be estimated. Images, audio and files are not words. */
export function wordsOfPrompt({ body }: ModelRequest): string {
  return PROMPT.map((key) => wordsIn(body[key])).join('\n');
}

const methodOf = (input: string | URL | Request, init: RequestInit | undefined) =>
  (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();

const isStreamedForm = (init: RequestInit | undefined) =>
  init?.body instanceof ReadableStream &&
  headerOf(init, 'content-type')?.startsWith('multipart/form-data') === true;

// A form knows no booleans, and Google names the stream in the path.
const isStreamed = ({ stream }: JsonObject, path: string) =>
  stream === true || stream === 'true' || path.endsWith(':streamGenerateContent');

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
