import fc from 'fast-check';
import { APIError, OpenAI } from 'openai';
import { CallRecorder, runAsCaller, UsageTracker } from '../src/capture';
import { type FakeAnswer } from '../src/fake-openai';
import { type CallObserver, type ModelCall, trackingFetch } from '../src/openai';
import { type UsageRecord } from '../src/usage';
import { inPieces } from './support/in-pieces';
import { TestService } from './support/test-service';
import { USAGE_SHAPES } from './support/usage-shapes';
import { type Exchange, type Step, type UsageShape } from './support/usage-shapes/shape';

const STREAMED = USAGE_SHAPES.filter(({ steps }) =>
  steps.some((step) => 'answer' in step && isStream(step.answer)),
);

describe('the table of documented shapes', () => {
  it('has at least 60 of them, each with a name of its own', () => {
    expect(USAGE_SHAPES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(USAGE_SHAPES.map(({ name }) => name)).size).toBe(USAGE_SHAPES.length);
  });

  it('adds up', () => {
    for (const { fields, arithmetic } of USAGE_SHAPES.flatMap(({ records }) => records)) {
      for (const [count, each, all] of arithmetic)
        expect(Math.abs(count * each - Number(all))).toBeLessThanOrEqual(0.5);
      const sum = arithmetic.reduce((cost, [, , all]) => cost + all, 0n);
      expect(fields.costNanoUsd).toBe(fields.costStatus === 'unpriced' ? null : sum);
    }
  });
});

describe('a documented shape of usage', () => {
  let service: TestService;
  const stored = new Map<string, readonly UsageRecord[]>();

  // All at once: records are stored a moment later, and nobody should wait for each of them.
  beforeAll(async () => {
    service = await TestService.start();
    const { observe } = service.app.get(CallRecorder, { strict: false });
    for (const { name, steps } of USAGE_SHAPES)
      // What a shape remembers, such as a container that is paid for, is its own.
      await runAsCaller({ userId: 'alice', operation: name }, () => play(steps, tracked(observe)));
    const records = await service.untilRecorded(USAGE_SHAPES.flatMap((shape) => shape.records).length);
    for (const { name } of USAGE_SHAPES)
      stored.set(
        name,
        records.filter(({ operation }) => operation === name),
      );
  });
  afterAll(() => service.stop());

  it.each(USAGE_SHAPES)('is recorded: $name', ({ name, records }) => {
    const recorded = stored.get(name) ?? [];
    expect(recorded.map((record, index) => fieldsOf(record, records[index]?.fields))).toEqual(
      records.map(({ fields }) => fields),
    );
    for (const record of recorded) expectToAddUp(record);
  });

  it('is the same call if each byte of its stream comes by itself', async () => {
    for (const shape of STREAMED) expect(await reported(shape, inPieces([1]))).toEqual(await reported(shape));
  });

  it('is the same call however the network cuts its stream', async () => {
    const whole = new Map<string, unknown>();
    for (const shape of STREAMED) whole.set(shape.name, await reported(shape));
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, async (drawn) => {
        for (const shape of STREAMED)
          expect(await reported(shape, inPieces(drawn))).toEqual(whole.get(shape.name));
      }),
      { numRuns: 10 },
    );
  });

  it('is the same call in whichever order its fields come', async () => {
    for (const shape of USAGE_SHAPES)
      expect(await reported({ ...shape, steps: shape.steps.map(backwards) })).toEqual(await reported(shape));
  });

  it('is the same call if its form is sent as a stream', async () => {
    const forms = USAGE_SHAPES.filter(({ steps }) =>
      steps.some((step) => 'body' in step && step.body instanceof FormData),
    );
    expect(forms.length).toBeGreaterThan(0);
    for (const shape of forms) {
      const steps = shape.steps.map((step) => ('told' in step ? step : { ...step, asStream: true }));
      expect(await reported({ ...shape, steps })).toEqual(await reported(shape));
    }
  });

  /** What is reported of the calls of a shape, but for when. */
  async function reported({ steps }: UsageShape, send?: typeof fetch): Promise<readonly object[]> {
    const calls: ModelCall[] = [];
    const observe: CallObserver = () => (call) => {
      if (call !== undefined) calls.push(call);
    };
    await play(
      steps.filter((step) => 'answer' in step),
      tracked(observe, send),
    );
    return calls.map((call) => ({
      ...call,
      startedAt: undefined,
      durationMs: undefined,
      firstByteMs: undefined,
      usage: { ...call.usage, unknownFields: call.usage?.unknownFields?.toSorted() },
    }));
  }

  async function play(steps: readonly Step[], fetch: typeof globalThis.fetch): Promise<void> {
    const { baseUrl } = service.openai;
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: baseUrl, maxRetries: 0, fetch });
    for (const step of steps) {
      if ('told' in step) {
        await service.app.get(UsageTracker, { strict: false }).track(step.told);
        continue;
      }
      service.openai.answer = () => step.answer;
      if (step.by === 'sdk') await seenBySdk(client, step);
      else await (await fetch(new URL(step.path, baseUrl), initOf(step))).text();
    }
  }
});

const tracked = (observe: CallObserver, send?: typeof fetch) =>
  trackingFetch(
    {
      observe,
      includeUsage: true,
      onTrackingError: (error) => {
        throw error;
      },
    },
    send,
  );

async function seenBySdk(client: OpenAI, { method, path, body, asStream }: Exchange): Promise<void> {
  try {
    if (method === 'GET') {
      await client.get(path);
      return;
    }
    const stream = isAskedToStream(body);
    const answer = await client.post<unknown>(path, { ...sentBody(body, asStream), stream });
    if (stream) for await (const event of answer as AsyncIterable<object>) expect(event).toBeDefined();
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
  }
}

/** As it is; or a form that has become a stream, as the SDK makes one of files that it reads from the disk. */
function sentBody(body: Exchange['body'], asStream = false) {
  if (!asStream || !(body instanceof FormData)) return { body };
  const form = new Response(body);
  return { body: form.body, headers: { 'content-type': form.headers.get('content-type') } };
}

function isAskedToStream(body: Exchange['body']): boolean {
  return body instanceof FormData ? body.get('stream') === 'true' : body?.['stream'] === true;
}

const initOf = ({ method, body }: Exchange): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function isStream(answer: FakeAnswer): boolean {
  if ('events' in answer) return true;
  return 'body' in answer && answer.headers?.['content-type'] === 'text/event-stream';
}

// What a shape says nothing of has to be absent.
const FIELDS: readonly (keyof UsageRecord)[] = [
  'endpoint',
  'modelName',
  'usageSource',
  'usageClasses',
  'unknownUsageFields',
  'tools',
  'costNanoUsd',
  'costParts',
  'costStatus',
  'unpricedReason',
  'outcome',
  'failure',
];

function fieldsOf(record: UsageRecord, expected: Partial<UsageRecord> = {}): Partial<UsageRecord> {
  const names = [...FIELDS, ...(Object.keys(expected) as (keyof UsageRecord)[])];
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}

const INPUT = [
  'input',
  'cachedInput',
  'cacheWrite',
  'cacheWrite1h',
  'audioInput',
  'cachedAudioInput',
  'imageInput',
  'cachedImageInput',
] as const;
const OUTPUT = ['output', 'reasoning', 'audioOutput', 'imageOutput'] as const;

/** The classes sum to what came in and what went out, the parts to the cost, and none of them is empty. */
function expectToAddUp({ usageClasses = {}, costParts = {}, ...record }: UsageRecord): void {
  const sumOf = (names: readonly (keyof typeof usageClasses)[]) =>
    names.reduce((sum, name) => sum + (usageClasses[name] ?? 0), 0);
  expect([sumOf(INPUT), sumOf(OUTPUT)]).toEqual([record.promptTokens, record.completionTokens]);
  expect(Object.values(usageClasses).every((count) => count > 0)).toBe(true);
  const cost = Object.values(costParts).reduce((sum, part) => sum + part, 0n);
  expect(cost).toBe(record.costNanoUsd ?? 0n);
}

/** The same answer, each object of it with its last field first. */
function backwards(step: Step): Step {
  if ('told' in step) return step;
  const { answer } = step;
  if ('events' in answer) return { ...step, answer: { ...answer, events: answer.events.map(reversed) } };
  return 'body' in answer ? { ...step, answer: { ...answer, body: reversed(answer.body) } } : step;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}
