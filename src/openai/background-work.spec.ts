import { inspect } from 'node:util';
import { type FakeAnswer } from '../fake-openai';
import { type ModelCall } from './model-call';
import { chunksOf, into, observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();

const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
const response = (status: string, more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_790_000_000,
  status,
  background: true,
  model: 'gpt-5-mini-2025-08-07',
  output: [],
  usage: null,
  ...more,
});
const ask = { model: 'gpt-5-mini', input: 'Hi', background: true } as const;

/** The server answers one after the other, and then the last one again. */
function answers(...bodies: readonly object[]) {
  const left = [...bodies];
  observed.fake.answer = (): FakeAnswer => ({ body: left.length > 1 ? left.shift() : left[0] });
}

describe('a response in the background', () => {
  it('is counted once, when its usage appears, however often it is looked at', async () => {
    const client = observed.trackedClient();
    answers(response('queued'), response('in_progress'), response('completed', { usage }));
    await client.responses.create(ask);
    await client.responses.retrieve('resp_1');
    expect(observed.calls).toEqual([]);
    for (let look = 0; look < 3; look++) await client.responses.retrieve('resp_1');
    expect(observed.calls).toMatchObject([
      {
        endpoint: 'responses',
        outcome: 'succeeded',
        usageSource: 'reported',
        usage: { totalTokens: 15 },
        startedAt: new Date(1_790_000_000_000),
        onceKey: 'responses resp_1 1790000000000',
      },
    ]);
  });

  it('belongs to whoever began it, also where another one sees its end', async () => {
    const calls: ModelCall[] = [];
    let caller = 'who began it';
    const told: string[] = [];
    const client = observed.trackedClient({
      observe: () => {
        const noted = caller;
        return (call) => {
          if (call !== undefined) told.push(noted);
          into(calls)(call);
        };
      },
    });
    answers(response('queued'), response('completed', { usage }));
    await client.responses.create(ask);
    caller = 'who looks';
    await client.responses.retrieve('resp_1');
    expect(told).toEqual(['who began it']);
  });

  it('that was begun elsewhere is counted by whoever sees its end', async () => {
    answers(response('completed', { id: 'resp_other', usage }));
    await observed.trackedClient().responses.retrieve('resp_other');
    expect(observed.calls).toMatchObject([{ onceKey: 'responses resp_other 1790000000000' }]);
  });

  it('that streams is counted by its stream, and not again by a look', async () => {
    const client = observed.trackedClient();
    observed.fake.answer = ({ method }) =>
      method === 'GET'
        ? { body: response('completed', { usage }) }
        : {
            events: [
              { type: 'response.queued', response: response('queued') },
              { type: 'response.completed', response: response('completed', { usage }) },
            ],
          };
    await chunksOf(await client.responses.create({ ...ask, stream: true }));
    await client.responses.retrieve('resp_1');
    expect(observed.calls).toMatchObject([{ streamed: true, usage: { totalTokens: 15 } }]);
  });

  it('whose stream is left goes on, and is counted when it is looked at', async () => {
    const client = observed.trackedClient();
    observed.fake.answer = ({ method }) =>
      method === 'GET'
        ? { body: response('completed', { usage }) }
        : { events: [{ type: 'response.queued', response: response('queued') }], then: 'hang' };
    for await (const event of await client.responses.create({ ...ask, stream: true }))
      if (event.type === 'response.queued') break;
    expect(observed.calls).toEqual([]);
    await client.responses.retrieve('resp_1');
    expect(observed.calls).toMatchObject([{ usageSource: 'reported', usage: { totalTokens: 15 } }]);
  });

  it('that was cancelled has been stopped, and that has failed has used nothing', async () => {
    answers(response('cancelled', { usage }));
    await observed.trackedClient().responses.cancel('resp_1');
    answers(response('failed', { id: 'resp_2', error: { code: 'server_error', message: 'no' } }));
    await observed.trackedClient().responses.retrieve('resp_2');
    expect(observed.calls).toMatchObject([
      { outcome: 'stopped', usageSource: 'reported' },
      { outcome: 'failed', usageSource: 'none' },
    ]);
  });

  it('that is waited for holds none of its prompt', async () => {
    const open: unknown[] = [];
    const client = observed.trackedClient({
      observe: (call) => {
        open.push(call);
        return into(observed.calls);
      },
    });
    answers(response('queued', { id: 'resp_3' }));
    await client.responses.create({ ...ask, input: 'a secret prompt' });
    expect(inspect(open, { depth: 20 })).not.toContain('a secret prompt');
  });

  it('is not what a plain look at any other response shows', async () => {
    answers(response('completed', { background: false, usage }));
    await observed.trackedClient().responses.retrieve('resp_1');
    observed.fake.answer = () => ({ status: 404, body: { error: { message: 'There is none.' } } });
    await expect(observed.trackedClient().responses.retrieve('resp_none')).rejects.toThrow('404');
    expect(observed.calls).toEqual([]);
  });
});

describe('a batch', () => {
  const batch = (status: string, more: object = {}) => ({
    id: 'batch_1',
    object: 'batch',
    endpoint: '/v1/responses',
    status,
    created_at: 1_790_000_000,
    completed_at: status === 'completed' ? 1_790_003_600 : null,
    ...more,
  });

  it('is counted once, with one usage for all of it, at the price of a batch', async () => {
    const client = observed.trackedClient();
    const done = batch('completed', { model: 'gpt-5-mini-2025-08-07', usage });
    answers(batch('validating'), batch('in_progress'), done);
    await client.batches.create({
      input_file_id: 'file-1',
      endpoint: '/v1/responses',
      completion_window: '24h',
    });
    for (let look = 0; look < 4; look++) await client.batches.retrieve('batch_1');
    expect(observed.calls).toMatchObject([
      {
        endpoint: 'batches',
        outcome: 'succeeded',
        answeredModel: 'gpt-5-mini-2025-08-07',
        serviceTier: 'batch',
        usage: { totalTokens: 15 },
        durationMs: 3_600_000,
        onceKey: 'batches batch_1 1790000000000',
      },
    ]);
  });

  it('that ends without a usage is reported as missing it', async () => {
    answers(batch('expired'));
    await observed.trackedClient().batches.retrieve('batch_1');
    expect(observed.calls).toMatchObject([{ usageSource: 'missing' }]);
  });
});

describe('a container', () => {
  const ran = (id: string, ...containers: readonly string[]) => ({
    id,
    status: 'completed',
    model: 'gpt-5-mini-2025-08-07',
    tools: [{ type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g' } }],
    output: containers.map((container_id) => ({ type: 'code_interpreter_call', container_id })),
    usage,
  });

  it('is charged once, however many calls and answers use it', async () => {
    const client = observed.trackedClient();
    answers(ran('resp_1', 'cntr_1', 'cntr_1'), ran('resp_2', 'cntr_1'), ran('resp_3', 'cntr_1', 'cntr_2'));
    for (let turn = 0; turn < 3; turn++) await client.responses.create({ model: 'gpt-5-mini', input: 'Hi' });
    const container = { tool: 'container', calls: 1, size: '4g' };
    expect(observed.calls.map(({ tools }) => tools)).toEqual([[container], [], [container]]);
  });

  it('is charged to the call that uses it, not to a look at an older one', async () => {
    const client = observed.trackedClient();
    answers(ran('resp_old', 'cntr_7'));
    await client.responses.retrieve('resp_old');
    await client.responses.create({ model: 'gpt-5-mini', input: 'Hi' });
    expect(observed.calls).toMatchObject([{ tools: [{ tool: 'container', calls: 1 }] }]);
  });

  it('that is used by its id is as large as it was made, or of unknown size', async () => {
    const client = observed.trackedClient();
    const byId = (container_id: string) => ({
      ...ran('resp_1', container_id),
      tools: [{ type: 'code_interpreter', container: container_id }],
    });
    answers(byId('cntr_unknown'));
    await client.responses.create({ model: 'gpt-5-mini', input: 'Hi' });
    expect(observed.calls[0]?.tools).toEqual([{ tool: 'container', calls: 1 }]);
  });

  it('that is made by itself is a call that uses it', async () => {
    answers({ id: 'cntr_1', object: 'container', memory_limit: '16g' });
    await observed.trackedClient().containers.create({ name: 'mine' });
    expect(observed.calls).toMatchObject([
      {
        endpoint: 'containers',
        usageSource: 'measured',
        tools: [{ tool: 'container', calls: 1, size: '16g' }],
      },
    ]);
  });
});
