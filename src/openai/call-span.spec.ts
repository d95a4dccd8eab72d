import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { chatCompletion } from '../fake-openai';
import { chunksOf, messages, MODEL, observedOpenAI, usage } from './observed-openai.fixture';

const observed = observedOpenAI();
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  provider.register();
});
beforeEach(() => {
  exporter.reset();
});
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

describe('a span', () => {
  it('tells of a call what the conventions ask for, and none of its words', async () => {
    observed.fake.answer = (request) =>
      chatCompletion(request, { content: 'Hello', model: 'gpt-4o-mini-2024-07-18', usage });
    await observed.trackedClient().chat.completions.create({ model: MODEL, messages });
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({
      name: 'chat gpt-4o-mini',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.id': expect.stringMatching(/^chatcmpl-/) as string,
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.cache_creation.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 2,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(observed.fake.baseUrl).port),
    });
    expect(JSON.stringify(span?.attributes)).not.toMatch(/Hello|world/);
  });

  it('is a part of what the application is doing', async () => {
    await trace.getTracer('test').startActiveSpan('a job', async (job) => {
      await observed.trackedClient().chat.completions.create({ model: MODEL, messages });
      job.end();
    });
    const [call, job] = exporter.getFinishedSpans();
    expect(call?.parentSpanContext?.spanId).toBe(job?.spanContext().spanId);
  });

  it('of a call that failed is an error, one for each attempt', async () => {
    observed.fake.answer = () => ({ status: 429, headers: { 'retry-after-ms': '1' }, body: { error: {} } });
    const client = observed.trackedClient({ maxRetries: 1 });
    await expect(client.chat.completions.create({ model: MODEL, messages })).rejects.toThrow('429');
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
    expect(spans[0]?.attributes).toMatchObject({ 'error.type': '429' });
    expect(spans[0]?.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  });

  it('that cannot be ended costs no record', async () => {
    const ending = jest.spyOn(exporter, 'export').mockImplementation(() => {
      throw new Error('The exporter is broken.');
    });
    await observed
      .trackedClient({ onTrackingError: () => undefined })
      .chat.completions.create({ model: MODEL, messages });
    ending.mockRestore();
    expect(observed.calls).toHaveLength(1);
  });

  it('of a stream ends when the stream does', async () => {
    const stream = await observed.trackedClient().chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
    });
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(await chunksOf(stream)).not.toHaveLength(0);
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
      'gen_ai.usage.input_tokens': 12,
    });
  });
});
