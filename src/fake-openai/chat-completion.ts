import { randomUUID } from 'node:crypto';
import { type FakeAnswer, type SeenRequest } from './exchange';

interface ChatUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly cached?: number;
  readonly reasoning?: number;
}

interface Completion {
  readonly content?: string;
  readonly model?: string;
  readonly usage?: ChatUsage;
  readonly pauseMs?: number;
}

/** Answers a request for a chat completion as OpenAI does: plain or streamed, the stream's usage only where asked for. */
export function chatCompletion(request: SeenRequest, said: Completion = {}): FakeAnswer {
  const answer = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1_000),
    model: said.model ?? asText(request.body['model']),
    service_tier: 'default',
  };
  const content = said.content ?? '1. It works.\n2. It fails well.\n3. It does nothing twice.';
  const usage = wireUsage(
    said.usage ?? { prompt: 16 + Math.ceil(request.bodyText.length / 4), completion: 24 },
  );
  if (request.body['stream'] !== true) {
    const message = { role: 'assistant', content, refusal: null };
    return {
      body: {
        ...answer,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      },
    };
  }
  const asked =
    (request.body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
  const chunk = (choices: readonly unknown[], ofUsage: unknown) => ({
    ...answer,
    object: 'chat.completion.chunk',
    choices,
    ...(asked && { usage: ofUsage }),
  });
  const delta = (words: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta: words, finish_reason }], null);
  const words = content.match(/\S+\s*/g) ?? [];
  return {
    events: [
      delta({ role: 'assistant', content: '' }),
      ...words.map((word) => delta({ content: word })),
      delta({}, 'stop'),
      ...(asked ? [chunk([], usage)] : []),
      '[DONE]',
    ],
    ...(said.pauseMs !== undefined && { pauseMs: said.pauseMs }),
  };
}

const asText = (value: unknown) => (typeof value === 'string' ? value : 'gpt-4o-mini');

function wireUsage({ prompt, completion, cached = 0, reasoning = 0 }: ChatUsage) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}
