import { chatCompletion } from '../src/fake-openai';
import { startHeldOpenAI } from './support/held-openai';
import { alice, type Body, TestService } from './support/test-service';

const anInstant: unknown = expect.any(Date);
const aTime: unknown = expect.any(Number);

describe('the example feature', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  beforeEach(async () => {
    await service.empty();
    service.openai.answer = (request) => chatCompletion(request);
  });
  afterAll(() => service.stop());

  const lastRequest = () => service.openai.requests.at(-1);

  it('answers with test cases, the model and what was used', async () => {
    service.openai.answer = (request) =>
      chatCompletion(request, {
        content: '1. Signs in.\n2) Signs out.\n- Refuses.\n\n* Resets.',
        model: 'gpt-4o-mini-2024-07-18',
        usage: { prompt: 30, completion: 12 },
      });
    const response = await service.generate(alice);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      data: {
        testCases: ['Signs in.', 'Signs out.', 'Refuses.', 'Resets.'],
        content: '1. Signs in.\n2) Signs out.\n- Refuses.\n\n* Resets.',
        model: 'gpt-4o-mini-2024-07-18',
        usage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 },
      },
      message: 'Test cases generated successfully',
    });
  });

  it('asks gpt-4o-mini for ten test cases, unless told otherwise', async () => {
    await service.generate(alice);
    expect(lastRequest()).toMatchObject({ path: '/v1/chat/completions', body: { model: 'gpt-4o-mini' } });
    expect(lastRequest()?.bodyText).toContain('Write 10 test cases. a login form');

    await service.generate(alice, { count: 3, model: 'gpt-4.1', fileContent: 'const answer = 42;' });
    expect(lastRequest()?.body['model']).toBe('gpt-4.1');
    expect(lastRequest()?.bodyText).toContain('Write 3 test cases.');
    expect(lastRequest()?.bodyText).toContain('const answer = 42;');
  });

  it('leaves a record of who called, through which route, for what', async () => {
    const response = await service.generate(alice);
    const records = await service.untilRecorded(1);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      userId: 'alice',
      userEmail: 'alice@example.com',
      operation: 'test_generation',
      route: 'POST /api/test-generation',
      requestId: response.headers.get('x-request-id'),
      modelName: 'gpt-4o-mini',
      outcome: 'succeeded',
      usageSource: 'reported',
      costStatus: 'priced',
      attempt: 1,
      streamed: false,
      httpStatus: 200,
      timestamp: anInstant,
      durationMs: aTime,
      isActive: true,
    });
  });

  it('is recorded under the request id that the caller sends', async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'trace-4711' };
    const response = await service.generate(alice, {}, { headers });
    expect(response.headers.get('x-request-id')).toBe('trace-4711');
    expect(await service.untilRecorded(1)).toMatchObject([{ requestId: 'trace-4711' }]);
  });

  it.each([400, 401, 403, 404, 422])('answers 502 when the provider answers %d', async (status) => {
    service.openai.answer = () => ({ status, body: { error: { message: 'The provider says why.' } } });
    const response = await service.generate(alice);
    const { success, error, requestId } = (await response.json()) as Body;
    expect([response.status, success, error.code]).toEqual([502, false, 'provider_error']);
    expect(error.message).toContain(`status ${status}`);
    expect(error.message).not.toContain('The provider says why');

    const records = await service.untilRecorded(1);
    expect(records).toMatchObject([
      {
        outcome: 'failed',
        failure: 'http',
        httpStatus: status,
        usageSource: 'none',
        totalTokens: 0,
        requestId,
      },
    ]);
    expect(records[0]).toMatchObject({ promptTokens: 0, completionTokens: 0, costNanoUsd: 0n });
  });

  it('records each attempt, when the provider is busy and the client tries again', async () => {
    let busy = 2;
    service.openai.answer = (request) =>
      busy-- > 0
        ? { status: 503, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'Busy.' } } }
        : chatCompletion(request);
    expect((await service.generate(alice)).status).toBe(200);
    const records = await service.untilRecorded(3);
    const attempts = records.toSorted((a, b) => a.attempt - b.attempt);
    expect(attempts).toMatchObject([
      { attempt: 1, outcome: 'failed', httpStatus: 503, totalTokens: 0, costNanoUsd: 0n },
      { attempt: 2, outcome: 'failed', httpStatus: 503, totalTokens: 0, costNanoUsd: 0n },
      { attempt: 3, outcome: 'succeeded', httpStatus: 200 },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
    expect((await service.get('/admin/openai/user/alice/stats')).body.data).toMatchObject({
      totalRequests: 1,
      failedRequests: 2,
    });
  });

  it('stays 429 when the provider stays busy', async () => {
    const headers = { 'retry-after-ms': '1' };
    service.openai.answer = () => ({ status: 429, headers, body: { error: { message: 'Slow down.' } } });
    const response = await service.generate(alice);
    expect(response.status).toBe(429);
    expect(((await response.json()) as Body).error.code).toBe('provider_rate_limited');
    expect(await service.untilRecorded(3)).toHaveLength(3);
  });

  it('answers 502 when the provider cannot be reached or hangs up', async () => {
    service.openai.answer = () => ({ instead: 'cut' });
    const response = await service.generate(alice);
    expect(response.status).toBe(502);
    expect(((await response.json()) as Body).error.message).toContain('could not be reached');
    const records = await service.untilRecorded(3);
    expect(records.map(({ outcome, failure }) => [outcome, failure])).toEqual(
      Array.from({ length: 3 }, () => ['failed', 'network']),
    );
    expect(
      records.every(({ totalTokens, usageSource }) => totalTokens === 0 && usageSource === 'missing'),
    ).toBe(true);
  });

  it('records an answer that tells no usage without inventing any: its cost is unknown', async () => {
    service.openai.answer = (request) => {
      const answer = chatCompletion(request);
      return 'body' in answer ? { body: { ...(answer.body as object), usage: undefined } } : answer;
    };
    expect((await service.generate(alice)).status).toBe(200);
    expect(await service.untilRecorded(1)).toMatchObject([
      {
        outcome: 'succeeded',
        totalTokens: 0,
        cost: null,
        costStatus: 'unpriced',
        unpricedReason: 'no_usage',
      },
    ]);
  });
});

describe('the example feature without a key for OpenAI', () => {
  it('answers 503, says what to do, and nothing is called or recorded', async () => {
    const service = await TestService.start({ OPENAI_API_KEY: '' });
    try {
      for (const stream of [false, true]) {
        const response = await service.generate(alice, { stream });
        const { error } = (await response.json()) as Body;
        expect([response.status, error.code]).toEqual([503, 'openai_not_configured']);
        expect(error.message).toContain('OPENAI_API_KEY');
      }
      expect((await service.get('/health')).status).toBe(200);
      expect(await service.untilRecorded(0)).toEqual([]);
      expect(service.openai.requests).toEqual([]);
    } finally {
      await service.stop();
    }
  });
});

describe('the example feature whose caller hangs up before the answer', () => {
  it('is recorded when the answer comes: it is billed all the same', async () => {
    const openai = await startHeldOpenAI();
    const service = await TestService.start({ OPENAI_BASE_URL: openai.baseUrl });
    const leaving = new AbortController();
    const answer = service.generate(alice, {}, { signal: leaving.signal });
    await openai.untilAsked(1);
    leaving.abort();
    await expect(answer).rejects.toThrow(/abort/);
    openai.release();
    expect(await service.untilRecorded(1)).toMatchObject([{ userId: 'alice', outcome: 'succeeded' }]);
    await service.stop();
    await openai.stop();
  });
});
