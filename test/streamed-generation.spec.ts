import { chatCompletion, type FakeAnswer, type SeenRequest } from '../src/fake-openai';
import { eventsOf, wordsOf } from './support/event-stream';
import { alice, bob, type Body, TestService } from './support/test-service';

const CONTENT = '1. Signs in.\n2. Ünïcödé 👩‍💻 works.\n3. Nothing twice.';

/** The beginning of a streamed answer, and how it goes on instead of ending. */
function beginning(request: SeenRequest, then: 'hang' | 'cut', more: readonly unknown[] = []): FakeAnswer {
  const answer = chatCompletion(request, { content: CONTENT });
  return 'events' in answer ? { events: [...answer.events.slice(0, 5), ...more], then } : answer;
}

describe('a streamed answer of the example feature', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  beforeEach(async () => {
    await service.empty();
    service.openai.answer = (request) =>
      chatCompletion(request, { content: CONTENT, usage: { prompt: 40, completion: 17 } });
  });
  afterAll(() => service.stop());

  it('comes as deltas, and last the usage', async () => {
    const response = await service.generate(alice, { stream: true });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = await eventsOf(response);
    expect(wordsOf(events)).toBe(CONTENT);
    expect(events.length).toBeGreaterThan(5);
    expect(events.slice(0, -1).every((event) => Object.keys(event).join() === 'delta')).toBe(true);
    expect(events.at(-1)).toMatchObject({
      done: true,
      usage: { prompt_tokens: 40, completion_tokens: 17, total_tokens: 57 },
    });
  });

  it('is recorded with the usage and the price of a plain one', async () => {
    const plain = await service.generate(alice);
    const streamed = await service.generate(alice, { stream: true });
    await Promise.all([plain.text(), streamed.text()]);
    const records = await service.untilRecorded(2);
    const used = { promptTokens: 40, completionTokens: 17, totalTokens: 57, costNanoUsd: 16_200n };
    const same = { ...used, outcome: 'succeeded', usageSource: 'reported', operation: 'test_generation' };
    expect(records.toSorted((a, b) => Number(a.streamed) - Number(b.streamed))).toMatchObject([
      { ...same, streamed: false, requestId: plain.headers.get('x-request-id') },
      { ...same, streamed: true, requestId: streamed.headers.get('x-request-id') },
    ]);
  });

  it('is shown word by word, while the provider is still writing', async () => {
    service.openai.answer = (request) => beginning(request, 'hang');
    const leaving = new AbortController();
    const response = await service.generate(alice, { stream: true }, { signal: leaving.signal });
    const first = (await response.body?.getReader().read()) as { readonly value?: Uint8Array } | undefined;
    expect(Buffer.from(first?.value ?? []).toString()).toMatch(/^data: \{"delta":"1\. "\}\n\n/);
    leaving.abort();
    await service.untilRecorded(1);
  });

  it('is recorded as stopped, with an estimate, when its reader goes away', async () => {
    service.openai.answer = (request) => beginning(request, 'hang');
    const leaving = new AbortController();
    const response = await service.generate(alice, { stream: true }, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    const records = await service.untilRecorded(1);
    expect(records).toMatchObject([
      {
        userId: 'alice',
        outcome: 'stopped',
        usageSource: 'estimated',
        costStatus: 'estimated',
        streamed: true,
      },
    ]);
    const { promptTokens = 0, completionTokens = 0, totalTokens, costNanoUsd } = records[0] ?? {};
    expect(promptTokens).toBeGreaterThan(15);
    expect(completionTokens).toBeGreaterThan(0);
    expect(completionTokens).toBeLessThan(15);
    expect(totalTokens).toBe(promptTokens + completionTokens);
    expect(costNanoUsd).toBe(BigInt(promptTokens * 150 + completionTokens * 600));
    expect((await service.get('/admin/openai/user/alice/stats')).body.data).toMatchObject({
      totalRequests: 1,
      failedRequests: 0,
      estimatedRequests: 1,
    });
  });

  it('is 502 as long as it has not begun', async () => {
    service.openai.answer = () => ({ status: 400, body: { error: { message: 'No.' } } });
    const response = await service.generate(alice, { stream: true });
    expect(response.status).toBe(502);
    expect(((await response.json()) as Body).error.code).toBe('provider_error');
    expect(await service.untilRecorded(1)).toMatchObject([
      { outcome: 'failed', httpStatus: 400, streamed: true, totalTokens: 0, costNanoUsd: 0n },
    ]);
  });

  it("says so where the provider's error comes in the middle, and does not pretend to be done", async () => {
    const trouble = { error: { message: 'The server had an error.', type: 'server_error', code: null } };
    service.openai.answer = (request) => beginning(request, 'hang', [trouble]);
    const response = await service.generate(alice, { stream: true });
    expect(response.status).toBe(200);
    const events = await eventsOf(response);
    expect(CONTENT.startsWith(wordsOf(events))).toBe(true);
    expect(events.at(-1)?.error?.message).toMatch(/^OpenAI could not answer.*\.$/);
    expect(events.some(({ done }) => done)).toBe(false);
    expect(await service.untilRecorded(1)).toMatchObject([{ outcome: 'failed', failure: 'provider' }]);
  });

  it('says so where the connection to the provider breaks, and is recorded as cut, with an estimate', async () => {
    service.openai.answer = (request) => beginning(request, 'cut');
    const events = await eventsOf(await service.generate(alice, { stream: true }));
    expect(events.at(-1)?.error?.message).toMatch(/\.$/);
    expect(events.some(({ done }) => done)).toBe(false);
    expect(await service.untilRecorded(1)).toMatchObject([
      { outcome: 'failed', failure: 'cut', usageSource: 'estimated', costStatus: 'estimated' },
    ]);
  });

  it('leaves the service well, however it ends', async () => {
    service.openai.answer = (request) => beginning(request, 'hang');
    const leaving = new AbortController();
    const leaver = await service.generate(bob, { stream: true }, { signal: leaving.signal });
    service.openai.answer = (request) => chatCompletion(request, { content: CONTENT, pauseMs: 1 });
    const stayer = service.generate(alice, { stream: true });
    await leaver.body?.getReader().read();
    leaving.abort();
    expect(wordsOf(await eventsOf(await stayer))).toBe(CONTENT);
    const records = await service.untilRecorded(2);
    expect(new Map(records.map(({ userId, outcome }) => [userId, outcome]))).toEqual(
      new Map([
        ['bob', 'stopped'],
        ['alice', 'succeeded'],
      ]),
    );
    expect((await service.get('/health')).body).toMatchObject({ status: 'ok' });
  });
});
