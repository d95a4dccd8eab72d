import { arrayIn, countIn, isObject, type JsonObject, objectIn, stringIn } from './json';
import { type ChargedTool, type ToolUse } from './model-call';
import { READ_USAGE } from './token-usage';

/** A machine that the provider runs code on. It is charged for by the session, not by what is done in it. */
export interface Container {
  readonly id: string;
  /** `undefined` where it is named by its id, which does not tell. */
  readonly size: string | undefined;
}

/** What a response used of tools that are charged by the call. */
export function toolsOfResponse(response: JsonObject): readonly ToolUse[] {
  const output = arrayIn(response, 'output').filter(isObject);
  const configured = arrayIn(response, 'tools').filter(isObject);
  const counted = objectIn(response, 'tool_usage') ?? {};
  return [
    ...used(searchToolIn(configured), searchesIn(output, counted)),
    ...used('file_search', ofType(output, 'file_search_call').length),
    ...imagesIn(output, configured, counted),
  ];
}

/** The containers that code ran in. */
export function containersOfResponse(response: JsonObject): readonly Container[] {
  const size = sizeIn(arrayIn(response, 'tools').filter(isObject));
  const ids = arrayIn(response, 'output')
    .filter(isObject)
    .map(
      (item) =>
        stringIn(item, 'container_id') ?? stringIn(objectIn(item, 'environment') ?? {}, 'container_id'),
    );
  return [...new Set(ids.filter((id) => id !== undefined))].map((id) => ({ id, size }));
}

/** A container that was just made. */
export function containerIn(body: JsonObject): readonly Container[] {
  const id = stringIn(body, 'id');
  return id === undefined ? [] : [{ id, size: shortened(stringIn(body, 'memory_limit') ?? SMALLEST) }];
}

/** The search models of chat completions search for every answer and charge for each search. */
export function toolsOfCompletion(completion: JsonObject): readonly ToolUse[] {
  const [, kind] = /-search-(preview|api)/.exec(stringIn(completion, 'model') ?? '') ?? [];
  if (kind === undefined) return [];
  return used(kind === 'preview' ? 'web_search_preview' : 'web_search', 1);
}

/** Anthropic counts its searches in the usage. */
export function toolsOfMessage(usage: JsonObject): readonly ToolUse[] {
  return used('web_search', countIn(objectIn(usage, 'server_tool_use') ?? {}, 'web_search_requests') ?? 0);
}

/** Google tells what it searched for with each candidate. */
export function toolsOfGeneration(body: JsonObject): readonly ToolUse[] {
  const candidates = arrayIn(body, 'candidates').filter(isObject);
  const queries = candidates.flatMap((candidate) =>
    arrayIn(objectIn(candidate, 'groundingMetadata') ?? {}, 'webSearchQueries'),
  );
  const chunks = candidates.flatMap((candidate) =>
    arrayIn(objectIn(candidate, 'groundingMetadata') ?? {}, 'groundingChunks'),
  );
  const maps = chunks.filter((chunk) => isObject(chunk) && isObject(chunk['maps']));
  return [...used('google_search', queries.length), ...used('google_maps', Math.min(maps.length, 1))];
}

// Names come from outside, and are stored.
const LONGEST_NAME = 64;
const shortened = (name: string) => name.slice(0, LONGEST_NAME).toWellFormed();

const used = (tool: ChargedTool, calls: number): readonly ToolUse[] => (calls > 0 ? [{ tool, calls }] : []);

const ofType = (items: readonly JsonObject[], type: string) => items.filter((item) => item['type'] === type);

const searchToolIn = (configured: readonly JsonObject[]): ChargedTool =>
  configured.some((tool) => stringIn(tool, 'type')?.startsWith('web_search_preview'))
    ? 'web_search_preview'
    : 'web_search';

/** The provider's own number, where it gives one; else the searches that the answer shows: opening a page is none. */
function searchesIn(output: readonly JsonObject[], counted: JsonObject): number {
  const searches = ofType(output, 'web_search_call').filter(
    (item) => (stringIn(objectIn(item, 'action') ?? {}, 'type') ?? 'search') === 'search',
  );
  return countIn(objectIn(counted, 'web_search') ?? {}, 'num_requests') ?? searches.length;
}

/** Images are charged as tokens of the model that painted them, which older answers do not tell. */
function imagesIn(
  output: readonly JsonObject[],
  configured: readonly JsonObject[],
  counted: JsonObject,
): readonly ToolUse[] {
  const calls = ofType(output, 'image_generation_call').length;
  const usage = READ_USAGE.images(objectIn(counted, 'image_gen') ?? {});
  const isCounted = usage !== undefined && usage.promptTokens + usage.completionTokens > 0;
  if (calls === 0 && !isCounted) return [];
  const [tool] = ofType(configured, 'image_generation');
  const model = (tool && stringIn(tool, 'model')) ?? IMAGE_MODEL;
  return [
    {
      tool: 'image_generation',
      calls,
      model: shortened(model),
      ...(isCounted && { classes: usage.classes }),
    },
  ];
}

/** Source: the API reference of the Responses API, `tools[].model` (read 2026-11-25). */
const IMAGE_MODEL = 'gpt-image-1';

const SMALLEST = '1g';

/** A container that is made for a response is the smallest one, unless the tool asks for another. */
function sizeIn(configured: readonly JsonObject[]): string | undefined {
  const machines = configured.flatMap((tool) => tool['container'] ?? tool['environment'] ?? []);
  if (machines.some((machine) => !isObject(machine) || machine['type'] === 'container_reference'))
    return undefined;
  const sizes = machines.filter(isObject).map((machine) => stringIn(machine, 'memory_limit'));
  return shortened(sizes.find(Boolean) ?? SMALLEST);
}
