import { type OpenAI } from 'openai';
import { until } from '../../test/support/until';
import { chatCompletion, startFakeOpenAI } from '../fake-openai';
import { chunksOf, into, messages, MODEL, observedOpenAI, usage } from './observed-openai.fixture';
import { trackingFetch } from './tracking-fetch';

const observed = observedOpenAI();

describe('a plain chat completion', () => {
  it('is reported with its model, usage and times by the time the caller has it', async () => {
    const completion = await observed.trackedClient().chat.completions.create({ model: MODEL, messages });

    expect(completion.choices[0]?.message.content).toBe('Hello to the world');
    expect(observed.calls).toEqual([
      {
        endpoint: 'chat.completions',
        startedAt: expect.any(Date) as Date,
        attempt: 1,
        streamed: false,
        outcome: 'succeeded',
        httpStatus: 200,
        requestedModel: MODEL,
        answeredModel: MODEL,
        responseId: completion.id,
        serviceTier: 'default',
        usageSource: 'reported',
        usage: {
          promptTokens: 12,
          completionTokens: 7,
          totalTokens: 19,
          cachedTokens: 4,
          cacheWriteTokens: 0,
          reasoningTokens: 2,
          audioTokens: 0,
          classes: { input: 8, cachedInput: 4, output: 5, reasoning: 2 },
        },
        rawUsage: completion.usage,
        tools: [],
        firstByteMs: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
      },
    ]);
  });

  it('is the same to the caller, to the last header', async () => {
    observed.fake.answer = () => ({
      body: { id: 'x', choices: [] },
      headers: { 'x-request-id': 'req_1', 'content-length': '23' },
    });
    const answerTo = async (client: OpenAI) => {
      const { data, request_id, response } = await client.chat.completions
        .create({ model: MODEL, messages })
        .withResponse();
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return { data, request_id, headers, url: response.url, type: response.type };
    };
    expect(await answerTo(observed.trackedClient())).toEqual(await answerTo(observed.plainClient()));
    expect(observed.fake.requests.at(-1)?.bodyText).toBe(observed.fake.requests.at(-2)?.bodyText);
  });

  it('can be read raw, or not at all, and is counted once', async () => {
    const response = await observed
      .trackedClient()
      .chat.completions.create({ model: MODEL, messages })
      .asResponse();
    await until(() => observed.calls.length === 1, Boolean);
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 19 } }]);
    expect(await response.json()).toMatchObject({ object: 'chat.completion' });
    expect(observed.calls).toHaveLength(1);
  });

  it('can be parsed into a format', async () => {
    observed.fake.answer = (request) => chatCompletion(request, { content: '{"greeting":"hello"}', usage });
    const parsed = await observed.trackedClient().chat.completions.parse({
      model: MODEL,
      messages,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'greeting', schema: { type: 'object' }, strict: true },
      },
    });
    expect(parsed.choices[0]?.message.parsed).toEqual({ greeting: 'hello' });
    expect(observed.calls).toMatchObject([{ usage: { totalTokens: 19 } }]);
  });

  it('without usage is reported as missing it', async () => {
    observed.fake.answer = () => ({ body: { id: 'x', model: MODEL, choices: [] } });
    await observed.trackedClient().chat.completions.create({ model: MODEL, messages });
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'missing' }]);
    expect(observed.calls[0]).not.toHaveProperty('usage');
  });

  it('names the model of an Azure deployment that its body leaves out', async () => {
    const fetching = trackingFetch({
      observe: () => into(observed.calls),
      includeUsage: true,
      onTrackingError: () => undefined,
    });
    await fetching(`${observed.fake.baseUrl}/openai/deployments/my-gpt/chat/completions?api-version=1`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    });
    await until(() => observed.calls.length === 1, Boolean);
    expect(observed.calls).toMatchObject([{ requestedModel: 'my-gpt' }]);
  });
});

describe('a call that fails', () => {
  it('is reported once for each attempt of the SDK', async () => {
    let tries = 0;
    observed.fake.answer = (request) =>
      ++tries === 3
        ? chatCompletion(request, { usage })
        : {
            status: tries === 1 ? 500 : 429,
            body: { error: { message: 'busy' } },
            headers: { 'retry-after-ms': '1' },
          };
    await observed.trackedClient({ maxRetries: 2 }).chat.completions.create({ model: MODEL, messages });
    expect(observed.calls).toMatchObject([
      { attempt: 1, outcome: 'failed', failure: 'http', httpStatus: 500, usageSource: 'none' },
      { attempt: 2, outcome: 'failed', failure: 'http', httpStatus: 429, usageSource: 'none' },
      { attempt: 3, outcome: 'succeeded', httpStatus: 200 },
    ]);
  });

  it('by its status throws the error of the SDK, with the body of the provider', async () => {
    observed.fake.answer = () => ({
      status: 400,
      body: { error: { message: 'No such parameter.', code: 'bad' } },
    });
    await expect(
      observed.trackedClient().chat.completions.create({ model: MODEL, messages }),
    ).rejects.toMatchObject({
      status: 400,
      code: 'bad',
    });
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'http', httpStatus: 400 }]);
  });

  it('by time, abort, network or an unreachable host throws as ever, and is told apart', async () => {
    const thrownBy = (
      client: OpenAI,
      options?: { readonly timeout?: number; readonly signal?: AbortSignal },
    ) =>
      client.chat.completions.create({ model: MODEL, messages }, options).then(
        () => 'nothing',
        (error: unknown) => String(error),
      );
    const gone = await startFakeOpenAI();
    await gone.stop();
    const seen: string[] = [];
    const unseen: string[] = [];
    for (const [thrown, client] of [
      [seen, observed.trackedClient()],
      [unseen, observed.plainClient()],
    ] as const) {
      observed.fake.answer = () => ({ instead: 'hang' });
      thrown.push(
        await thrownBy(client, { timeout: 1_000 }),
        await thrownBy(client, { signal: abortedIn(50) }),
      );
      observed.fake.answer = () => ({ instead: 'cut' });
      thrown.push(await thrownBy(client), await thrownBy(client.withOptions({ baseURL: gone.baseUrl })));
    }
    expect(seen).toEqual(unseen);
    expect(observed.calls.map(({ failure, usageSource }) => [failure, usageSource])).toEqual([
      ['timeout', 'missing'],
      ['aborted', 'missing'],
      ['network', 'missing'],
      ['unreachable', 'none'],
    ]);
  });
});

describe('tracking', () => {
  it('leaves alone what it does not understand', async () => {
    observed.fake.answer = () => ({ body: { object: 'list', data: [] } });
    await observed.trackedClient().models.list();
    await observed.trackedClient().files.list();
    expect(observed.calls).toEqual([]);
  });

  it('keeps the headers of a Request whose stream is asked for its usage', async () => {
    const request = new Request(`${observed.fake.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-of-request' },
    });
    const body = JSON.stringify({ model: MODEL, messages, stream: true });
    await (await observed.trackedFetch()(request, { method: 'POST', body })).text();
    const seen = observed.fake.requests.at(-1);
    expect(seen?.headers.authorization).toBe('Bearer sk-of-request');
    expect(seen?.body).toMatchObject({ stream_options: { include_usage: true } });
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'reported' }]);
  });

  it('tells a time limit of the caller from an abort', async () => {
    observed.fake.answer = () => ({ instead: 'hang' });
    const sent = observed.trackedFetch()(`${observed.fake.baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: MODEL, messages }),
      signal: AbortSignal.timeout(50),
    });
    await expect(sent).rejects.toThrow('timeout');
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'timeout' }]);
  });

  it('takes note of the caller when the request is made', async () => {
    const seen: string[] = [];
    let user = 'alice';
    const observe = () => {
      const caller = user;
      return () => seen.push(caller);
    };
    const stream = await observed.trackedClient({ observe }).chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    });
    user = 'bob';
    await chunksOf(stream);
    expect(seen).toEqual(['alice']);
  });

  it.each([
    [
      'taking note of the caller',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'reporting',
      () => () => {
        throw new Error('broken');
      },
    ],
  ])('that breaks while %s does not break the call', async (_, observe) => {
    const errors: unknown[] = [];
    const client = observed.trackedClient({ observe, onTrackingError: (error) => errors.push(error) });
    const completion = await client.chat.completions.create({ model: MODEL, messages });
    expect(completion.choices[0]?.message.content).toBe('Hello to the world');
    expect(
      await chunksOf(await client.chat.completions.create({ model: MODEL, messages, stream: true })),
    ).not.toHaveLength(0);
    expect(errors).toHaveLength(2);
  });
});

function abortedIn(ms: number): AbortSignal {
  const leaving = new AbortController();
  setTimeout(() => {
    leaving.abort();
  }, ms);
  return leaving.signal;
}
