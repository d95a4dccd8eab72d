import { getEventListeners } from 'node:events';
import { until } from '../../test/support/until';
import { chatCompletion } from '../fake-openai';
import { type OpenCall } from './model-call';
import { into, messages, MODEL, observedOpenAI, usage } from './observed-openai.fixture';

const observed = observedOpenAI();
const params = { model: MODEL, messages, stream: true as const };

describe('a stream that its caller leaves, where streams are drained', () => {
  beforeEach(() => {
    observed.fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three four', usage }) as {
        events: unknown[];
      };
      return { events, pauseMs: 20 };
    };
  });

  const reported = async () => {
    await until(() => observed.calls.length === 1, Boolean);
    return observed.calls[0];
  };

  it('is read on, and its usage is exact', async () => {
    for await (const chunk of await observed
      .trackedClient({ drainMs: 5_000 })
      .chat.completions.create(params))
      if (JSON.stringify(chunk).includes('one')) break;
    expect(observed.calls).toEqual([]);
    expect(await reported()).toMatchObject({
      outcome: 'stopped',
      usageSource: 'reported',
      usage: { totalTokens: 19 },
    });
  });

  it('is read on after an abort, of which its caller hears at once', async () => {
    const controller = new AbortController();
    const client = observed.trackedClient({ drainMs: 5_000 });
    const stream = await client.chat.completions.create(params, { signal: controller.signal });
    let chunks = 0;
    for await (const { choices } of stream) {
      chunks += choices.length;
      if (chunks === 2) controller.abort();
    }
    expect(chunks).toBeLessThan(4);
    expect(observed.calls).toEqual([]);
    expect(await reported()).toMatchObject({ outcome: 'stopped', usageSource: 'reported' });
  });

  it('is estimated once the time is over', async () => {
    const play = observed.fake.answer;
    observed.fake.answer = (request) => {
      const { events } = play(request) as { events: unknown[] };
      return { events: events.slice(0, 3), then: 'hang' };
    };
    for await (const chunk of await observed.trackedClient({ drainMs: 100 }).chat.completions.create(params))
      if (JSON.stringify(chunk).includes('one')) break;
    expect(await reported()).toMatchObject({ outcome: 'stopped', usageSource: 'estimated' });
  });

  it('gives up on a request that is aborted before its answer', async () => {
    observed.fake.answer = () => ({ instead: 'hang' });
    const controller = new AbortController();
    const client = observed.trackedClient({ drainMs: 5_000 });
    const asking = client.chat.completions.create(params, { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(asking).rejects.toThrow('aborted');
    expect(await reported()).toMatchObject({ outcome: 'failed', failure: 'aborted' });
  });

  it('is given up with the process as one that its caller has left', async () => {
    const open: OpenCall[] = [];
    const client = observed.trackedClient({
      drainMs: 60_000,
      observe: (call) => {
        open.push(call);
        return into(observed.calls);
      },
    });
    for await (const chunk of await client.chat.completions.create(params))
      if (JSON.stringify(chunk).includes('one')) break;
    open[0]?.giveUp();
    expect(observed.calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
  });

  it("leaves nothing on its caller's signal", async () => {
    const { signal } = new AbortController();
    const fetching = observed.trackedFetch({ drainMs: 5_000 });
    const post = () =>
      fetching(`${observed.fake.baseUrl}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(params),
        signal,
      }).then((answer) => answer.text());
    await post();
    observed.fake.answer = () => ({ status: 500, body: {} });
    await post();
    observed.fake.answer = () => ({ instead: 'cut' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  });

  it('that is read to its end has succeeded, chunk for chunk', async () => {
    const seen: string[] = [];
    for await (const chunk of await observed
      .trackedClient({ drainMs: 5_000 })
      .chat.completions.create(params))
      seen.push(chunk.choices[0]?.delta.content ?? '');
    expect(seen.join('')).toBe('one two three four');
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 19 } }]);
  });
});
