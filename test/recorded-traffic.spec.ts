import { APIError, OpenAI } from 'openai';
import { runAsCaller } from '../src/capture';
import { describeWithRecordings, type Recording, recordings } from './support/recordings';
import { ASKED_MODEL, RECORDED_USAGE } from './support/recorded-usage';
import { TestService } from './support/test-service';

describeWithRecordings('real traffic of OpenAI', () => {
  let service: TestService;

  // One for each test: a service remembers which containers have been paid for.
  beforeEach(async () => {
    service = await TestService.start();
  });
  afterEach(() => service.stop());

  /** What a feature sees that calls the SDK of the service, and is answered with a recording. */
  async function played(played: Recording, usageAsked = false): Promise<unknown> {
    service.openai.answer = () => played.answer;
    const client = service.app.get(OpenAI, { strict: false });
    const caller = { userId: 'alice', operation: played.name };
    return runAsCaller(caller, () => seenBy(client, played, usageAsked));
  }

  it('is expected as a whole: no recording is missing from the table, and none is made up', () => {
    expect([...RECORDED_USAGE.keys()].toSorted()).toEqual(
      recordings()
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('is recorded with its usage, model, tier, outcome and price', async () => {
    for (const recording of recordings()) await played(recording);
    const records = await service.untilRecorded(RECORDED_USAGE.size);
    expect(records).toHaveLength(RECORDED_USAGE.size);
    for (const { operation, ...record } of records) {
      const expected = RECORDED_USAGE.get(operation);
      const { promptTokens = NaN, completionTokens = NaN, outcome } = expected ?? {};
      expect({ operation, ...record }).toMatchObject({
        ...expected,
        operation,
        userId: 'alice',
        requestedModel: ASKED_MODEL,
        totalTokens: promptTokens + completionTokens,
        cacheWriteTokens: 0,
        audioTokens: 0,
        usageSource: outcome === 'failed' ? 'none' : 'reported',
        streamed: operation.includes('.chunks.txt'),
      });
      for (const name of ['serviceTier', 'tools'] as const)
        if (expected?.[name] === undefined) expect(record).not.toHaveProperty(name);
    }
  });

  it('adds up in what an administrator is told', async () => {
    for (const recording of recordings()) await played(recording);
    await service.untilRecorded(RECORDED_USAGE.size);
    expect((await service.get('/admin/openai/user/alice/stats')).body.data).toEqual({
      totalTokens: 261_311,
      totalCost: 0.38845846,
      totalCostNanoUsd: '388458460',
      totalRequests: 64,
      failedRequests: 4,
      unpricedRequests: 3,
      estimatedRequests: 0,
    });
  });

  it('reaches the caller as it was recorded, less the usage that the caller did not ask for', async () => {
    for (const recorded of recordings()) {
      const { name } = recorded;
      const seen = await played(recorded);
      if (seen instanceof APIError) expect(seen).toMatchObject({ error: errorOf(recorded) });
      else if (recorded.streamed) expect({ name, seen }).toEqual({ name, seen: shownEvents(recorded) });
      // The SDK adds to it, such as `output_text`.
      else expect({ name, seen }).toMatchObject({ name, seen: recorded.body });
    }
  });

  it.each(['chat--openai-text.chunks.txt', 'completion--openai-completion-text.chunks.txt'])(
    'reaches a caller who asks for the usage whole (%s)',
    async (file) => {
      const [recorded] = recordings().filter(({ name }) => name === file);
      expect(recorded && (await played(recorded, true))).toEqual(recorded?.events);
    },
  );
});

/** The answer, all events of it, or the error that the SDK throws. */
async function seenBy(client: OpenAI, { api, streamed }: Recording, usageAsked: boolean): Promise<unknown> {
  const stream_options = usageAsked ? { include_usage: true } : undefined;
  const body = { model: ASKED_MODEL, stream: streamed, ...(stream_options && { stream_options }) };
  try {
    const answer = await client.post<object>(PATHS[api], { body, stream: streamed, maxRetries: 0 });
    return streamed ? await eventsIn(answer as AsyncIterable<object>) : answer;
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
}

const PATHS: Readonly<Record<Recording['api'], string>> = {
  chat: '/chat/completions',
  completion: '/completions',
  embedding: '/embeddings',
  responses: '/responses',
};

async function eventsIn(stream: AsyncIterable<object>): Promise<readonly object[]> {
  const events: object[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** What the SDK quotes in the error that it throws: the provider's own words, from the body or the stream. */
function errorOf({ body, events }: Recording): unknown {
  return [body, ...events].map((said) => (said as { readonly error?: unknown }).error).find(Boolean);
}

/** The recorded chunks as they would have been had nobody asked for the usage. */
function shownEvents({ api, events }: Recording): readonly object[] {
  if (api === 'responses') return events;
  return events
    .filter((event) => !('usage' in event) || event.usage === null)
    .map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'usage')));
}
