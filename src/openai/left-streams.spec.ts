import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/support/until';
import { observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();

/** A stream of each kind, of which the last event alone makes it whole. */
const STREAMS: Readonly<Record<string, readonly unknown[]>> = {
  'chat/completions': [
    { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'one' }, finish_reason: null }] },
    { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'two' }, finish_reason: null }] },
    '[DONE]',
  ],
  responses: [
    { type: 'response.created', response: { id: 'r', model: 'm', status: 'in_progress' } },
    { type: 'response.output_text.delta', delta: 'one' },
    { type: 'response.completed', response: { id: 'r', model: 'm', status: 'completed' } },
  ],
  messages: [
    { type: 'message_start', message: { id: 'a', model: 'm', usage: { input_tokens: 5, output_tokens: 1 } } },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'one two' } },
    { type: 'message_delta', delta: {}, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ],
  'models/m:streamGenerateContent': [
    { candidates: [{ content: { parts: [{ text: 'one' }] } }], usageMetadata: { promptTokenCount: 5 } },
    { candidates: [{ content: { parts: [{ text: 'two' }] } }], usageMetadata: { promptTokenCount: 5 } },
    {
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 9 },
    },
  ],
};

const WAYS = ['cancels', 'aborts', 'cuts'] as const;

const PLACES = Object.entries(STREAMS).flatMap(([path, events]) =>
  WAYS.flatMap((way) => events.slice(0, -1).map((_, index) => ({ path, way, after: index + 1 }))),
);

function readerOf({ body }: Response) {
  if (body === null) throw new Error('There is no body.');
  return body.getReader();
}

async function readWhole(reader: ReadableStreamDefaultReader<unknown>): Promise<void> {
  while (!(await reader.read()).done);
}

describe('a stream that ends before its end', () => {
  it.each(PLACES)('at $path, when one $way it after $after, is one call', async ({ path, way, after }) => {
    const events = STREAMS[path]?.slice(0, after) ?? [];
    observed.fake.answer = () => ({ events, pauseMs: 5, then: way === 'cuts' ? 'cut' : 'hang' });
    const leaving = new AbortController();
    const answer = await observed.trackedFetch()(`${observed.fake.baseUrl}/${path}`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hi' }] }),
      signal: leaving.signal,
    });
    const reader = readerOf(answer);
    const reading = readWhole(reader).catch(() => undefined);
    if (way !== 'cuts') await sleep(after * 5 + 30);
    if (way === 'cancels') await reader.cancel();
    if (way === 'aborts') leaving.abort();
    await reading;
    await until(() => observed.calls.length > 0, Boolean);
    await sleep(20);
    // The last but one of Anthropic's events has counted all.
    const usageSource = path === 'messages' && after === 3 ? 'reported' : 'estimated';
    expect(observed.calls).toMatchObject([
      way === 'cuts'
        ? { outcome: 'failed', failure: 'cut', usageSource }
        : { outcome: 'stopped', usageSource },
    ]);
  });
});
