import { arrayIn, isObject, type JsonObject, objectIn, stringIn } from './json';
import { type ChargedTool, type Endpoint, type TokenUsage } from './model-call';
import { usageOfCompletion, usageOfResponse } from './token-usage';

/** What an answer says of itself, as far as it has been read. */
export interface Answer {
  readonly model?: string;
  readonly id?: string;
  readonly serviceTier?: string;
  readonly usage?: TokenUsage;
  readonly rawUsage?: JsonObject;
  readonly chargedTools?: readonly ChargedTool[];
  /** The answer itself says that the call failed. */
  readonly failed?: true;
}

/** Reads the body of an answer that came in one piece. */
export function readAnswer(endpoint: Endpoint, body: JsonObject): Answer {
  const usage = objectIn(body, 'usage');
  const failed = body['status'] === 'failed' || isObject(body['error']);
  return {
    ...named(body),
    ...(usage && { rawUsage: usage, ...usageOf(endpoint, usage) }),
    chargedTools: endpoint === 'responses' ? toolsOfResponse(body) : toolsOfCompletion(body),
    ...(failed && { failed }),
  };
}

/** Reads one event of a Responses stream: those that hold the whole response, and errors. */
export function readResponseEvent(event: JsonObject, before: Answer): Answer {
  if (event['type'] === 'error') return { ...before, failed: true };
  const response = objectIn(event, 'response');
  return response === undefined ? before : { ...before, ...readAnswer('responses', response) };
}

/** Reads one chunk of a completion stream. */
export function readChunk(endpoint: Endpoint, chunk: JsonObject, before: Answer): Answer {
  if (isObject(chunk['error'])) return { ...before, failed: true };
  const { chargedTools = [], ...said } = readAnswer(endpoint, chunk);
  return { ...before, ...said, ...(chargedTools.length > 0 && { chargedTools }) };
}

function named(body: JsonObject): Answer {
  const model = stringIn(body, 'model');
  const id = stringIn(body, 'id');
  const serviceTier = stringIn(body, 'service_tier');
  return { ...(model && { model }), ...(id && { id }), ...(serviceTier && { serviceTier }) };
}

function usageOf(endpoint: Endpoint, raw: JsonObject): { readonly usage?: TokenUsage } {
  const usage = endpoint === 'responses' ? usageOfResponse(raw) : usageOfCompletion(raw);
  return usage === undefined ? {} : { usage };
}

const CHARGED_OUTPUT_ITEMS: Readonly<Record<string, ChargedTool>> = {
  web_search_call: 'web_search',
  file_search_call: 'file_search',
  code_interpreter_call: 'code_interpreter',
  image_generation_call: 'image_generation',
  // The provider gives the output of a shell only where it ran it, in a container that it charges for.
  shell_call_output: 'hosted_shell',
};

function toolsOfResponse(response: JsonObject): readonly ChargedTool[] {
  const tools = arrayIn(response, 'output').map((item) =>
    isObject(item) ? CHARGED_OUTPUT_ITEMS[stringIn(item, 'type') ?? ''] : undefined,
  );
  return [...new Set(tools.filter((tool) => tool !== undefined))];
}

// The search models of chat completions search for every answer and charge for each search.
function toolsOfCompletion(completion: JsonObject): readonly ChargedTool[] {
  return /-search-(preview|api)/.test(stringIn(completion, 'model') ?? '') ? ['web_search'] : [];
}
