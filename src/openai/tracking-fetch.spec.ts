import { OpenAI } from 'openai';
import { until } from '../../test/support/until';
import { chatCompletion, type FakeAnswer, type FakeOpenAI, startFakeOpenAI } from '../fake-openai';
import { type CallObserver, type ModelCall, type OpenCall } from './model-call';
import { trackingFetch, type TrackingOptions } from './tracking-fetch';

const MODEL = 'gpt-4o-mini';
const messages = [{ role: 'user' as const, content: 'Say hello to the world.' }];
const usage = { prompt: 12, completion: 7, cached: 4, reasoning: 2 };

let fake: FakeOpenAI;
let calls: ModelCall[];

beforeAll(async () => {
  fake = await startFakeOpenAI();
});
afterAll(() => fake.stop());
beforeEach(() => {
  calls = [];
  fake.answer = (request) => chatCompletion(request, { content: 'Hello to the world', usage });
});

function trackedClient(options: Partial<TrackingOptions> & { readonly maxRetries?: number } = {}) {
  const { maxRetries = 0, ...tracking } = options;
  return new OpenAI({
    apiKey: 'sk-test',
    baseURL: fake.baseUrl,
    maxRetries,
    fetch: trackingFetch({
      observe: () => (call) => calls.push(call),
      includeUsage: true,
      onTrackingError: (error) => {
        throw error;
      },
      ...tracking,
    }),
  });
}

const plainClient = () => new OpenAI({ apiKey: 'sk-test', baseURL: fake.baseUrl, maxRetries: 0 });

async function chunksOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('a plain chat completion', () => {
  it('is reported with its model, usage and times by the time the caller has it', async () => {
    const completion = await trackedClient().chat.completions.create({ model: MODEL, messages });

    expect(completion.choices[0]?.message.content).toBe('Hello to the world');
    expect(calls).toEqual([
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
        },
        rawUsage: completion.usage,
        chargedTools: [],
        firstByteMs: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
      },
    ]);
  });

  it('is the same to the caller, to the last header', async () => {
    fake.answer = () => ({
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
    expect(await answerTo(trackedClient())).toEqual(await answerTo(plainClient()));
    expect(fake.requests.at(-1)?.bodyText).toBe(fake.requests.at(-2)?.bodyText);
  });

  it('can be read raw, or not at all, and is counted once', async () => {
    const response = await trackedClient().chat.completions.create({ model: MODEL, messages }).asResponse();
    await until(() => calls.length === 1, Boolean);
    expect(calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 19 } }]);
    expect(await response.json()).toMatchObject({ object: 'chat.completion' });
    expect(calls).toHaveLength(1);
  });

  it('can be parsed into a format', async () => {
    fake.answer = (request) => chatCompletion(request, { content: '{"greeting":"hello"}', usage });
    const parsed = await trackedClient().chat.completions.parse({
      model: MODEL,
      messages,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'greeting', schema: { type: 'object' }, strict: true },
      },
    });
    expect(parsed.choices[0]?.message.parsed).toEqual({ greeting: 'hello' });
    expect(calls).toMatchObject([{ usage: { totalTokens: 19 } }]);
  });

  it('without usage is reported as missing it', async () => {
    fake.answer = () => ({ body: { id: 'x', model: MODEL, choices: [] } });
    await trackedClient().chat.completions.create({ model: MODEL, messages });
    expect(calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'missing' }]);
    expect(calls[0]).not.toHaveProperty('usage');
  });

  it('names the model of an Azure deployment that its body leaves out', async () => {
    const fetching = trackingFetch({
      observe: () => (call) => calls.push(call),
      includeUsage: true,
      onTrackingError: () => undefined,
    });
    await fetching(`${fake.baseUrl}/openai/deployments/my-gpt/chat/completions?api-version=1`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    });
    await until(() => calls.length === 1, Boolean);
    expect(calls).toMatchObject([{ requestedModel: 'my-gpt' }]);
  });
});

describe('a streamed chat completion', () => {
  it('gives the caller exactly the chunks that it would have had without us', async () => {
    const params = { model: MODEL, messages, stream: true as const };
    const seen = await chunksOf(await trackedClient().chat.completions.create(params));
    const asked = fake.requests.at(-1)?.body['stream_options'];
    const unseen = await chunksOf(await plainClient().chat.completions.create(params));
    const alike = (chunks: readonly { id: string; created: number }[]) =>
      chunks.map((chunk) => ({ ...chunk, id: '', created: 0 }));

    expect(alike(seen)).toEqual(alike(unseen));
    expect(asked).toEqual({ include_usage: true });
    expect(calls).toMatchObject([
      { streamed: true, outcome: 'succeeded', usageSource: 'reported', usage: { totalTokens: 19 } },
    ]);
  });

  it('shows the usage where the caller asked for it', async () => {
    const params = { model: MODEL, messages, stream: true as const, stream_options: { include_usage: true } };
    const seen = await chunksOf(await trackedClient().chat.completions.create(params));
    expect(seen.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 19 } });
    expect(calls).toHaveLength(1);
  });

  it('keeps the other stream options of the caller', async () => {
    const params = {
      model: MODEL,
      messages,
      stream: true as const,
      stream_options: { include_obfuscation: false },
    };
    await chunksOf(await trackedClient().chat.completions.create(params));
    expect(fake.requests.at(-1)?.body['stream_options']).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
  });

  it('is not asked for its usage where that is switched off', async () => {
    await chunksOf(
      await trackedClient({ includeUsage: false }).chat.completions.create({
        model: MODEL,
        messages,
        stream: true,
      }),
    );
    expect(fake.requests.at(-1)?.body).not.toHaveProperty('stream_options');
    expect(calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'missing' }]);
  });

  it('is reported before the caller sees its end', async () => {
    let reportedAtLastChunk = 0;
    for await (const chunk of await trackedClient().chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (chunk.choices[0]?.finish_reason === 'stop') reportedAtLastChunk = calls.length;
    }
    expect(calls).toHaveLength(1);
    expect(reportedAtLastChunk).toBeLessThanOrEqual(1);
  });

  it('works through the .stream() helper and tee()', async () => {
    const helper = trackedClient().chat.completions.stream({ model: MODEL, messages });
    expect(await helper.finalContent()).toBe('Hello to the world');
    const stream = await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true });
    const [left, right] = stream.tee();
    expect(await chunksOf(left)).toEqual(await chunksOf(right));
    expect(calls).toMatchObject([{ usageSource: 'reported' }, { usageSource: 'reported' }]);
  });

  it('that the caller leaves early is cancelled upstream and estimated', async () => {
    fake.answer = (request) =>
      chatCompletion(request, { content: 'one two three four five six', pauseMs: 20, usage });
    for await (const chunk of await trackedClient().chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (JSON.stringify(chunk).includes('three')) break;
    }
    expect(calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
    expect(calls[0]?.usage?.completionTokens).toBeGreaterThanOrEqual(3);
    expect(calls[0]?.usage?.completionTokens).toBeLessThanOrEqual(5);
    expect(calls[0]?.usage?.promptTokens).toBeGreaterThan(3);
  });

  it('that the caller aborts is stopped, and the caller sees what it always sees', async () => {
    fake.answer = (request) => ({
      ...(chatCompletion(request, { content: 'one two' }) as { events: unknown[] }),
      then: 'hang',
      pauseMs: 5,
    });
    const abort = new AbortController();
    const stream = await trackedClient().chat.completions.create(
      { model: MODEL, messages, stream: true },
      { signal: abort.signal },
    );
    setTimeout(() => {
      abort.abort();
    }, 10);
    await chunksOf(stream);
    expect(calls).toMatchObject([{ outcome: 'stopped', usageSource: 'estimated' }]);
  });

  it('that the network cuts has failed, and what came is estimated', async () => {
    fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events: events.slice(0, 3), then: 'cut', pauseMs: 5 };
    };
    const stream = await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('terminated');
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'cut', usageSource: 'estimated' }]);
  });

  it('that is aborted while nobody reads it is stopped, wherever it is', async () => {
    fake.answer = (request) => chatCompletion(request, { content: 'one two three four five', pauseMs: 20 });
    for (let read = 0; read < 5; read++) {
      const abort = new AbortController();
      const stream = await trackedClient().chat.completions.create(
        { model: MODEL, messages, stream: true },
        { signal: abort.signal },
      );
      const chunks = stream[Symbol.asyncIterator]();
      for (let n = 0; n < read; n++) await chunks.next();
      abort.abort();
      await until(() => calls.length === read + 1, Boolean);
    }
    expect(new Set(calls.map(({ outcome, usageSource }) => `${outcome} ${usageSource}`))).toEqual(
      new Set(['stopped estimated']),
    );
  });

  it('that is given up is reported once, with what has come so far', async () => {
    fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events, pauseMs: 20 };
    };
    const open: OpenCall[] = [];
    const observe: CallObserver = (call) => {
      open.push(call);
      return (ended) => calls.push(ended);
    };
    const client = trackedClient({ observe });
    for await (const chunk of await client.chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    })) {
      if (JSON.stringify(chunk).includes('two')) open[0]?.giveUp();
    }
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'cut', usageSource: 'estimated' }]);
    expect(calls[0]?.usage?.completionTokens).toBeGreaterThanOrEqual(2);
  });

  it('that fails after it has said something is estimated: it may have been billed', async () => {
    fake.answer = (request) => {
      const { events } = chatCompletion(request, { content: 'one two three' }) as { events: unknown[] };
      return { events: [...events.slice(0, 3), { error: { message: 'overloaded' } }] };
    };
    const stream = await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('overloaded');
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'provider', usageSource: 'estimated' }]);
  });

  it('that ends with an error event has failed', async () => {
    fake.answer = () => ({ events: [{ error: { message: 'overloaded', code: 'server_error' } }] });
    const stream = await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(chunksOf(stream)).rejects.toThrow('overloaded');
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'provider', usageSource: 'none' }]);
  });

  it('without [DONE] has succeeded once its last chunk said why it ends', async () => {
    fake.answer = (request) => {
      const { events } = chatCompletion(request, { usage }) as { events: unknown[] };
      return { events: events.slice(0, -1) };
    };
    await chunksOf(await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true }));
    expect(calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'reported' }]);
  });

  it('keeps a chunk that has choices and usage both, as some servers send it', async () => {
    const last = {
      id: 'c',
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    };
    fake.answer = () => ({ events: [last, '[DONE]'] });
    const seen = await chunksOf(
      await trackedClient().chat.completions.create({ model: MODEL, messages, stream: true }),
    );
    expect(seen).toEqual([last]);
    expect(calls).toMatchObject([{ usage: { totalTokens: 7 } }]);
  });
});

describe('a legacy completion', () => {
  it('is read as a chat completion is, plain and streamed', async () => {
    const body = {
      id: 'cmpl-1',
      model: 'gpt-3.5-turbo-instruct',
      choices: [],
      usage: { prompt_tokens: 14, completion_tokens: 16, total_tokens: 30 },
    };
    fake.answer = (request): FakeAnswer =>
      request.body['stream'] === true
        ? {
            events: [
              { ...body, usage: null, choices: [{ index: 0, text: 'Hi', finish_reason: 'stop' }] },
              body,
              '[DONE]',
            ],
          }
        : { body };
    const client = trackedClient();
    await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hi' });
    const seen = await chunksOf(
      await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hi', stream: true }),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toHaveProperty('usage');
    expect(calls).toMatchObject([
      { endpoint: 'completions', streamed: false, usage: { totalTokens: 30 } },
      { endpoint: 'completions', streamed: true, usage: { totalTokens: 30 } },
    ]);
  });
});

describe('the Responses API', () => {
  const response = {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: 'gpt-5-mini-2025-08-07',
    service_tier: 'flex',
    output: [{ type: 'web_search_call' }, { type: 'message', content: [] }],
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 40 },
      total_tokens: 150,
    },
  };
  const expected = {
    endpoint: 'responses',
    outcome: 'succeeded',
    answeredModel: 'gpt-5-mini-2025-08-07',
    responseId: 'resp_1',
    serviceTier: 'flex',
    usage: {
      promptTokens: 100,
      completionTokens: 50,
      totalTokens: 150,
      cachedTokens: 30,
      cacheWriteTokens: 20,
      reasoningTokens: 40,
    },
    chargedTools: ['web_search'],
  };

  it('is read plain', async () => {
    fake.answer = () => ({ body: response });
    await trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi' });
    expect(calls).toMatchObject([expected]);
  });

  it('is read streamed, and its request is not touched', async () => {
    const created = {
      type: 'response.created',
      response: { ...response, status: 'in_progress', service_tier: 'auto', usage: null, output: [] },
    };
    const events = [
      created,
      { type: 'response.output_text.delta', delta: 'Hi' },
      { type: 'response.completed', response },
    ];
    fake.answer = () => ({ events });
    const seen = await chunksOf(
      await trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(seen).toEqual(events);
    expect(fake.requests.at(-1)?.body).toEqual({ model: 'gpt-5-mini', input: 'Hi', stream: true });
    expect(calls).toMatchObject([{ ...expected, streamed: true }]);
  });

  it('that fails in its stream has failed', async () => {
    fake.answer = () => ({
      events: [{ type: 'response.failed', response: { ...response, status: 'failed', usage: null } }],
    });
    await chunksOf(
      await trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'provider', usageSource: 'none' }]);
  });

  it('that was cut short by its token limit has succeeded', async () => {
    fake.answer = () => ({
      events: [{ type: 'response.incomplete', response: { ...response, status: 'incomplete' } }],
    });
    await chunksOf(
      await trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 150 } }]);
  });
});

describe('a call that fails', () => {
  it('is reported once for each attempt of the SDK', async () => {
    let tries = 0;
    fake.answer = (request) =>
      ++tries === 3
        ? chatCompletion(request, { usage })
        : {
            status: tries === 1 ? 500 : 429,
            body: { error: { message: 'busy' } },
            headers: { 'retry-after-ms': '1' },
          };
    await trackedClient({ maxRetries: 2 }).chat.completions.create({ model: MODEL, messages });
    expect(calls).toMatchObject([
      { attempt: 1, outcome: 'failed', failure: 'http', httpStatus: 500, usageSource: 'none' },
      { attempt: 2, outcome: 'failed', failure: 'http', httpStatus: 429, usageSource: 'none' },
      { attempt: 3, outcome: 'succeeded', httpStatus: 200 },
    ]);
  });

  it('by its status throws the error of the SDK, with the body of the provider', async () => {
    fake.answer = () => ({ status: 400, body: { error: { message: 'No such parameter.', code: 'bad' } } });
    await expect(trackedClient().chat.completions.create({ model: MODEL, messages })).rejects.toMatchObject({
      status: 400,
      code: 'bad',
    });
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'http', httpStatus: 400 }]);
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
      [seen, trackedClient()],
      [unseen, plainClient()],
    ] as const) {
      fake.answer = () => ({ instead: 'hang' });
      thrown.push(
        await thrownBy(client, { timeout: 1_000 }),
        await thrownBy(client, { signal: AbortSignal.timeout(50) }),
      );
      fake.answer = () => ({ instead: 'cut' });
      thrown.push(await thrownBy(client), await thrownBy(client.withOptions({ baseURL: gone.baseUrl })));
    }
    expect(seen).toEqual(unseen);
    expect(calls.map(({ failure, usageSource }) => [failure, usageSource])).toEqual([
      ['timeout', 'missing'],
      ['aborted', 'missing'],
      ['network', 'missing'],
      ['unreachable', 'none'],
    ]);
  });
});

describe('tracking', () => {
  it('leaves alone what it does not understand', async () => {
    fake.answer = () => ({ body: { object: 'list', data: [] } });
    await trackedClient().models.list();
    await trackedClient().moderations.create({ input: 'x' });
    expect(calls).toEqual([]);
  });

  it('takes note of the caller when the request is made', async () => {
    const seen: string[] = [];
    let user = 'alice';
    const observe = () => {
      const caller = user;
      return () => seen.push(caller);
    };
    const stream = await trackedClient({ observe }).chat.completions.create({
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
    const client = trackedClient({ observe, onTrackingError: (error) => errors.push(error) });
    const completion = await client.chat.completions.create({ model: MODEL, messages });
    expect(completion.choices[0]?.message.content).toBe('Hello to the world');
    expect(
      await chunksOf(await client.chat.completions.create({ model: MODEL, messages, stream: true })),
    ).not.toHaveLength(0);
    expect(errors).toHaveLength(2);
  });
});
