import { setImmediate as nextTurn } from 'node:timers/promises';

/** How many chunks of text a streamed answer has. */
const CHUNKS = 500;

/**
 * Plays OpenAI inside of the process, so that no network hides what capture costs: a plain answer of 1 KB with
 * the headers of a recorded one, and a stream that gives one event at a time, as `fetch` does it, with its usage if asked.
 */
export async function upstream(_url: unknown, init?: RequestInit): Promise<Response> {
  await nextTurn();
  const asked = typeof init?.body === 'string' ? init.body : '';
  if (!asked.includes('"stream":true'))
    return new Response(ANSWER, { headers: headersFor('application/json') });
  const events = asked.includes('"include_usage":true') ? EVENTS_WITH_USAGE : EVENTS;
  return new Response(streamOf(events), { headers: headersFor('text/event-stream; charset=utf-8') });
}

function streamOf(events: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const event = events[next];
      next += 1;
      // A copy: the stream takes the bytes away from whoever gives them.
      if (event !== undefined) controller.enqueue(event.slice());
      else controller.close();
    },
  });
}

const USAGE = {
  prompt_tokens: 412,
  completion_tokens: 500,
  total_tokens: 912,
  prompt_tokens_details: { cached_tokens: 128, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};
const NAMED = {
  id: 'chatcmpl-C6hnOYkIBxRcd9ZkAm9bWvVeBsVvG',
  created: 1_755_716_814,
  model: 'gpt-4o-mini-2024-07-18',
  service_tier: 'default',
  system_fingerprint: 'fp_560af6e559',
};
const CHOICE = { index: 0, logprobs: null, finish_reason: null };

const encoder = new TextEncoder();
const ANSWER = answerOf(1_024);

function answerOf(bytes: number): Uint8Array {
  const answer = (content: string) =>
    JSON.stringify({
      ...NAMED,
      object: 'chat.completion',
      choices: [
        {
          ...CHOICE,
          message: { role: 'assistant', content, refusal: null, annotations: [] },
          finish_reason: 'stop',
        },
      ],
      usage: USAGE,
    });
  return encoder.encode(answer('The '.repeat(bytes).slice(0, bytes - answer('').length)));
}

const EVENTS = eventsOf({});
const EVENTS_WITH_USAGE = eventsOf({ usage: null }, { choices: [], usage: USAGE });

function eventsOf(onEach: object, ...last: readonly object[]): readonly Uint8Array[] {
  const chunk = { ...NAMED, object: 'chat.completion.chunk' };
  const texts = Array.from({ length: CHUNKS - 1 }, () => ({ ...CHOICE, delta: { content: ' word' } }));
  const choices = [...texts, { ...CHOICE, delta: {}, finish_reason: 'stop' }];
  const chunks = [
    ...choices.map((choice) => ({ ...chunk, choices: [choice], ...onEach })),
    ...last.map((end) => ({ ...chunk, ...end })),
  ];
  return [...chunks.map((data) => JSON.stringify(data)), '[DONE]'].map((data) =>
    encoder.encode(`data: ${data}\n\n`),
  );
}

const headersFor = (type: string) => ({ ...HEADERS, 'content-type': type });

const HEADERS = {
  date: 'Wed, 20 Aug 2025 19:06:55 GMT',
  connection: 'keep-alive',
  'access-control-expose-headers': 'X-Request-ID',
  'openai-organization': 'org-of-somebody',
  'openai-processing-ms': '412',
  'openai-project': 'proj_of_somebody',
  'openai-version': '2020-10-01',
  'x-envoy-upstream-service-time': '430',
  'x-ratelimit-limit-requests': '30000',
  'x-ratelimit-limit-tokens': '150000000',
  'x-ratelimit-remaining-requests': '29999',
  'x-ratelimit-remaining-tokens': '149999993',
  'x-ratelimit-reset-requests': '2ms',
  'x-ratelimit-reset-tokens': '0s',
  'x-request-id': 'req_2f1c0a4f7a5e4b0c8d6e9f3a1b5c7d9e',
  'cf-cache-status': 'DYNAMIC',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  server: 'cloudflare',
  'cf-ray': '972433cd6e4c1234-SJC',
  'alt-svc': 'h3=":443"; ma=86400',
};
