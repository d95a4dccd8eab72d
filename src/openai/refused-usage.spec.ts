import { chatCompletion } from '../fake-openai';
import { chunksOf, messages, MODEL, observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();
const params = { model: MODEL, messages, stream: true as const };
const asks = () => observed.fake.requests.map(({ body }) => 'stream_options' in body);

describe('a compatible server that refuses stream_options', () => {
  it.each([
    [400, { error: { message: 'Unrecognized request argument supplied: stream_options' } }],
    [422, { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'] }] }],
  ])('with %i answers as it would have without us, and is not asked again', async (status, body) => {
    const first = observed.fake.requests.length;
    observed.fake.answer = (request) =>
      'stream_options' in request.body ? { status, body } : chatCompletion(request, { content: 'Hello' });
    const client = observed.trackedClient();
    for (let call = 0; call < 2; call++)
      expect(await chunksOf(await client.chat.completions.create(params))).not.toHaveLength(0);
    expect(asks().slice(first)).toEqual([true, false, false]);
    expect(observed.calls).toMatchObject([
      { outcome: 'succeeded', usageSource: 'estimated' },
      { outcome: 'succeeded', usageSource: 'estimated' },
    ]);
  });

  it('is not one that names them while it refuses something else: it is asked the next time', async () => {
    const first = observed.fake.requests.length;
    const refusal = (body: object) => ({
      status: 422,
      body: { detail: [{ loc: ['body', 'model'], input: body }] },
    });
    observed.fake.answer = ({ body }) => refusal(body);
    const client = observed.trackedClient();
    await expect(client.chat.completions.create(params)).rejects.toThrow('422');
    observed.fake.answer = (request) => chatCompletion(request, { content: 'Hello' });
    await chunksOf(await client.chat.completions.create(params));
    expect(asks().slice(first)).toEqual([true, false, true]);
    expect(observed.calls).toMatchObject([{ httpStatus: 422 }, { usageSource: 'reported' }]);
  });

  it('is not one that refuses something else: its caller hears of that, and nothing is sent twice', async () => {
    const first = observed.fake.requests.length;
    observed.fake.answer = () => ({ status: 400, body: { error: { message: 'max_tokens is too large' } } });
    await expect(observed.trackedClient().chat.completions.create(params)).rejects.toThrow(
      'max_tokens is too large',
    );
    expect(asks().slice(first)).toEqual([true]);
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'http', httpStatus: 400 }]);
  });
});
