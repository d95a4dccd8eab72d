import { until } from '../../test/support/until';
import { chatCompletion } from '../fake-openai';
import { type CallObserver, type OpenCall } from './model-call';
import { chunksOf, into, messages, MODEL, observedOpenAI, usage } from './observed-openai.fixture';

const observed = observedOpenAI();

describe('a streamed chat completion', () => {
  it('gives the caller exactly the chunks that it would have had without us', async () => {
    const params = { model: MODEL, messages, stream: true as const };
    const seen = await chunksOf(await observed.trackedClient().chat.completions.create(params));
    const asked = observed.fake.requests.at(-1)?.body['stream_options'];
    const unseen = await chunksOf(await observed.plainClient().chat.completions.create(params));
    const alike = (chunks: readonly { id: string; created: number }[]) =>
      chunks.map((chunk) => ({ ...chunk, id: '', created: 0 }));

    expect(alike(seen)).toEqual(alike(unseen));
    expect(asked).toEqual({ include_usage: true });
    expect(observed.calls).toMatchObject([
      { streamed: true, outcome: 'succeeded', usageSource: 'reported', usage: { totalTokens: 19 } },
    ]);
  });

  it('shows the usage where the caller asked for it', async () => {
    const params = { model: MODEL, messages, stream: true as const, stream_options: { include_usage: true } };
    const seen = await chunksOf(await observed.trackedClient().chat.completions.create(params));
    expect(seen.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 19 } });
    expect(observed.calls).toHaveLength(1);
  });

  it('keeps the other stream options of the caller', async () => {
    const params = {
      model: MODEL,
      messages,
      stream: true as const,
      stream_options: { include_obfuscation: false },
    };
    await chunksOf(await observed.trackedClient().chat.completions.create(params));
    expect(observed.fake.requests.at(-1)?.body['stream_options']).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
  });

  it('is not asked for its usage where that is switched off', async () => {
    await chunksOf(
      await observed.trackedClient({ includeUsage: false }).chat.completions.create({
        model: MODEL,
        messages,
        stream: true,
      }),
    );
    expect(observed.fake.requests.at(-1)?.body).not.toHaveProperty('stream_options');
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'estimated' }]);
  });

  it('is reported before the caller sees its end', async () => {
    let reportedAtLastChunk = 0;
    for await (const chunk of await observed.trackedClient().chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (chunk.choices[0]?.finish_reason === 'stop') reportedAtLastChunk = observed.calls.length;
    }
    expect(observed.calls).toHaveLength(1);
    expect(reportedAtLastChunk).toBeLessThanOrEqual(1);
  });

  it('works through the .stream() helper and tee()', async () => {
    const helper = observed.trackedClient().chat.completions.stream({ model: MODEL, messages });
    expect(await helper.finalContent()).toBe('Hello to the world');
    const stream = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages, stream: true });
    const [left, right] = stream.tee();
    expect(await chunksOf(left)).toEqual(await chunksOf(right));
    expect(observed.calls).toMatchObject([{ usageSource: 'reported' }, { usageSource: 'reported' }]);
  });

  it('that the caller leaves early is cancelled upstream and estimated', async () => {
    observed.fake.answer = (request) =>
      chatCompletion(request, { content: 'one two three four five six', pauseMs: 20, usage });
    for await (const chunk of await observed.trackedClient().chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (JSON.stringify(chunk).includes('three')) break;
    }
    expect(observed.calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
    expect(observed.calls[0]?.usage?.completionTokens).toBeGreaterThanOrEqual(3);
    expect(observed.calls[0]?.usage?.completionTokens).toBeLessThanOrEqual(5);
    expect(observed.calls[0]?.usage?.promptTokens).toBeGreaterThan(3);
  });

  it('that the caller aborts is stopped, and the caller sees what it always sees', async () => {
    observed.fake.answer = (request) => ({
      ...(chatCompletion(request, { content: 'one two' }) as { events: unknown[] }),
      then: 'hang',
      pauseMs: 5,
    });
    const abort = new AbortController();
    const stream = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages, stream: true }, { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 10);
    await chunksOf(stream);
    expect(observed.calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
  });

  it('that the caller aborts for a reason of its own is stopped, too', async () => {
    observed.fake.answer = (request) => ({
      ...(chatCompletion(request, { content: 'one two three' }) as { events: unknown[] }),
      pauseMs: 20,
    });
    const leaving = new AbortController();
    const answer = await observed.trackedFetch()(`${observed.fake.baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: MODEL, messages, stream: true }),
      signal: leaving.signal,
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    leaving.abort(new Error('I have seen enough.'));
    await expect(reader?.read()).rejects.toThrow('I have seen enough.');
    expect(observed.calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
  });

  it('that the network cuts has failed, and what came is estimated', async () => {
    observed.fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events: events.slice(0, 3), then: 'cut', pauseMs: 5 };
    };
    const stream = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('terminated');
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'cut', usageSource: 'estimated' }]);
  });

  it('that is aborted while nobody reads it is stopped, wherever it is', async () => {
    observed.fake.answer = (request) =>
      chatCompletion(request, { content: 'one two three four five', pauseMs: 20 });
    for (let read = 0; read < 5; read++) {
      const abort = new AbortController();
      const stream = await observed
        .trackedClient()
        .chat.completions.create({ model: MODEL, messages, stream: true }, { signal: abort.signal });
      const chunks = stream[Symbol.asyncIterator]();
      for (let n = 0; n < read; n++) await chunks.next();
      abort.abort();
      await until(() => observed.calls.length === read + 1, Boolean);
    }
    expect(new Set(observed.calls.map(({ outcome, usageSource }) => `${outcome} ${usageSource}`))).toEqual(
      new Set(['stopped estimated']),
    );
  });

  it('that is given up is reported once, with what has come so far', async () => {
    observed.fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events, pauseMs: 20 };
    };
    const open: OpenCall[] = [];
    const observe: CallObserver = (call) => {
      open.push(call);
      return into(observed.calls);
    };
    const client = observed.trackedClient({ observe });
    for await (const chunk of await client.chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (JSON.stringify(chunk).includes('two')) open[0]?.giveUp();
    }
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'cut', usageSource: 'estimated' }]);
    expect(observed.calls[0]?.usage?.completionTokens).toBeGreaterThanOrEqual(2);
  });

  it('that cannot even be given up does not keep others from it', async () => {
    const errors: unknown[] = [];
    const open: OpenCall[] = [];
    const observe: CallObserver = (call) => {
      open.push(call);
      return () => {
        throw new Error('broken');
      };
    };
    const client = observed.trackedClient({ observe, onTrackingError: (error) => errors.push(error) });
    const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
    expect(() => {
      for (const call of open) call.giveUp();
    }).not.toThrow();
    expect(await chunksOf(stream)).not.toHaveLength(0);
    expect(errors).toEqual([new Error('broken')]);
  });

  it('that fails after it has said something is estimated: it may have been billed', async () => {
    observed.fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events: [...events.slice(0, 3), { error: { message: 'overloaded' } }] };
    };
    const stream = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('overloaded');
    expect(observed.calls).toMatchObject([
      { outcome: 'failed', failure: 'provider', usageSource: 'estimated' },
    ]);
  });

  it('that ends with an error event has failed', async () => {
    observed.fake.answer = () => ({ events: [{ error: { message: 'overloaded', code: 'server_error' } }] });
    const stream = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('overloaded');
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'provider', usageSource: 'none' }]);
  });

  it('without [DONE] has succeeded once its last chunk said why it ends', async () => {
    observed.fake.answer = (request) => {
      const { events } = chatCompletion(request, { usage }) as { events: unknown[] };
      return { events: events.slice(0, -1) };
    };
    await chunksOf(
      await observed.trackedClient().chat.completions.create({ model: MODEL, messages, stream: true }),
    );
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'reported' }]);
  });

  it('keeps a chunk that has choices and usage both, as some servers send it', async () => {
    const last = {
      id: 'c',
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    };
    observed.fake.answer = () => ({ events: [last, '[DONE]'] });
    const seen = await chunksOf(
      await observed.trackedClient().chat.completions.create({ model: MODEL, messages, stream: true }),
    );
    expect(seen).toEqual([last]);
    expect(observed.calls).toMatchObject([{ usage: { totalTokens: 7 } }]);
  });
});
