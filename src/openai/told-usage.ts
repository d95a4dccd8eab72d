import { type Answer, readAnswer } from './answer';
import { isObject, type JsonObject } from './json';
import { type Endpoint } from './model-call';

/**
 * What a provider's usage object tells that comes without its answer: of which endpoint it is, is judged by its names.
 * Whoever gives it may give anything.
 */
export function answerTelling(usage: unknown): Answer {
  if (!isObject(usage)) return {};
  const endpoint = endpointOf(usage);
  return readAnswer(endpoint, endpoint === 'generateContent' ? { usageMetadata: usage } : { usage });
}

const OF_MESSAGES = [
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'server_tool_use',
  'inference_geo',
];

function endpointOf(usage: JsonObject): Endpoint {
  if ('prompt_tokens' in usage) return 'chat.completions';
  if ('promptTokenCount' in usage) return 'generateContent';
  if (usage['type'] === 'duration') return 'audio.transcriptions';
  return OF_MESSAGES.some((name) => name in usage) ? 'messages' : 'responses';
}
