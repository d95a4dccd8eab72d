import { type OpenAI } from 'openai';
import { type FakeAnswer } from '../fake-openai';
import { chunksOf, observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();

describe('a legacy completion', () => {
  it('is read as a chat completion is, plain and streamed', async () => {
    const body = {
      id: 'cmpl-1',
      model: 'gpt-3.5-turbo-instruct',
      choices: [],
      usage: { prompt_tokens: 14, completion_tokens: 16, total_tokens: 30 },
    };
    observed.fake.answer = (request): FakeAnswer =>
      request.body['stream'] === true
        ? {
            events: [
              { ...body, usage: null, choices: [{ index: 0, text: 'Hi', finish_reason: 'stop' }] },
              body,
              '[DONE]',
            ],
          }
        : { body };
    const client = observed.trackedClient();
    await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hi' });
    const seen = await chunksOf(
      await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hi', stream: true }),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toHaveProperty('usage');
    expect(observed.calls).toMatchObject([
      { endpoint: 'completions', streamed: false, usage: { totalTokens: 30 } },
      { endpoint: 'completions', streamed: true, usage: { totalTokens: 30 } },
    ]);
  });
});

describe('an embedding', () => {
  it('uses its prompt and completes nothing', async () => {
    observed.fake.answer = () => ({
      body: {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5] }],
        model: 'text-embedding-3-small',
        usage: { prompt_tokens: 12, total_tokens: 12 },
      },
    });
    const request: OpenAI.EmbeddingCreateParams = {
      model: 'text-embedding-3-small',
      input: ['Hi', 'there'],
      encoding_format: 'float',
    };
    const seen = await observed.trackedClient().embeddings.create(request);
    expect(seen.data[0]?.embedding).toEqual([0.25, -0.5]);
    expect(observed.fake.requests.at(-1)?.body).toEqual(request);
    expect(observed.calls).toMatchObject([
      {
        endpoint: 'embeddings',
        outcome: 'succeeded',
        streamed: false,
        requestedModel: 'text-embedding-3-small',
        answeredModel: 'text-embedding-3-small',
        usageSource: 'reported',
        usage: { promptTokens: 12, completionTokens: 0, totalTokens: 12 },
      },
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
    tools: [{ tool: 'web_search', calls: 1 }],
  };

  it('is read plain', async () => {
    observed.fake.answer = () => ({ body: response });
    await observed.trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi' });
    expect(observed.calls).toMatchObject([expected]);
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
    observed.fake.answer = () => ({ events });
    const seen = await chunksOf(
      await observed.trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(seen).toEqual(events);
    expect(observed.fake.requests.at(-1)?.body).toEqual({ model: 'gpt-5-mini', input: 'Hi', stream: true });
    expect(observed.calls).toMatchObject([{ ...expected, streamed: true }]);
  });

  it('that fails in its stream has failed', async () => {
    observed.fake.answer = () => ({
      events: [{ type: 'response.failed', response: { ...response, status: 'failed', usage: null } }],
    });
    await chunksOf(
      await observed.trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'provider', usageSource: 'none' }]);
  });

  it('that was cut short by its token limit has succeeded', async () => {
    observed.fake.answer = () => ({
      events: [{ type: 'response.incomplete', response: { ...response, status: 'incomplete' } }],
    });
    await chunksOf(
      await observed.trackedClient().responses.create({ model: 'gpt-5-mini', input: 'Hi', stream: true }),
    );
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 150 } }]);
  });
});
