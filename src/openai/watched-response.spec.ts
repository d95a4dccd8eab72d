import { setImmediate as nextTurn } from 'node:timers/promises';
import { into, messages, MODEL, observedOpenAI } from './observed-openai.fixture';
import { type Fetch, trackingFetch } from './tracking-fetch';

const observed = observedOpenAI();

const thrownBy = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(
      () => 'nothing',
      (error: unknown) => String(error),
    );

/** For methods that the types do not have, or not like. */
const called = (response: Response, method: string) =>
  (Reflect.get(response, method) as () => unknown).call(response);

const textOf = async (body: ReadableStream<Uint8Array> | null) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of body ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

const WAYS: readonly (readonly [name: string, read: (response: Response) => unknown])[] = [
  ['json()', (response) => response.json()],
  ['text()', (response) => response.text()],
  ['arrayBuffer()', async (response) => Buffer.from(await response.arrayBuffer()).toString()],
  ['bytes()', async (response) => Buffer.from((await called(response, 'bytes')) as Uint8Array).toString()],
  [
    'blob()',
    async (response) => {
      const blob = await response.blob();
      return [blob.type, await blob.text()];
    },
  ],
  ['formData(), which it is not', (response) => thrownBy(() => called(response, 'formData'))],
  ['its body', (response) => textOf(response.body)],
  ['its body, in another response', (response) => new Response(response.body, response).json()],
  ['a copy', (response) => response.clone().json()],
  [
    'a copy and itself',
    async (response) => {
      const copy = response.clone();
      return [await response.json(), await copy.text()];
    },
  ],
  [
    'json() twice',
    async (response) => [await response.json(), await thrownBy(() => response.json()), response.bodyUsed],
  ],
  [
    'json(), and then otherwise',
    async (response) => [
      response.bodyUsed,
      await response.json(),
      response.bodyUsed,
      response.body?.locked,
      await thrownBy(() => response.text()),
      await thrownBy(() => response.clone()),
    ],
  ],
  [
    'text() and json() at once',
    async (response) => {
      const text = response.text();
      return [response.bodyUsed, await thrownBy(() => response.json()), await text];
    },
  ],
  [
    'json() at a later time',
    async (response) => {
      await nextTurn();
      await nextTurn();
      return [response.bodyUsed, await response.json(), response.bodyUsed];
    },
  ],
];

const BODIES: readonly (readonly [name: string, body: string])[] = [
  [
    'an answer',
    JSON.stringify({ id: 'x', model: 'gpt-4o', usage: { prompt_tokens: 3, completion_tokens: 4 } }),
  ],
  ['an answer behind a byte order mark', `\uFEFF${JSON.stringify({ id: 'x', text: 'ä€😀' })}`],
  ['no JSON', '<html>'],
  ['nothing', ''],
];

describe('a watched response', () => {
  const post = (send: Fetch) =>
    send('https://api.openai.com/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: MODEL, messages }),
    });
  const tracking = (send: Fetch) =>
    trackingFetch(
      {
        observe: () => into(observed.calls),
        includeUsage: true,
        onTrackingError: (error) => {
          throw error;
        },
      },
      send,
    );
  const headers = { 'content-type': 'application/json' };

  it.each(BODIES.flatMap(([holds, body]) => WAYS.map(([way, read]) => ({ holds, way, body, read }))))(
    'with $holds, read by $way, reads as any other, and is counted once',
    async ({ body, read }) => {
      const send = () => Promise.resolve(new Response(body, { headers }));
      const outcomeOf = async (response: Response) => [
        await Promise.resolve()
          .then(() => read(response))
          .catch((error: unknown) => String(error)),
        response instanceof Response,
        response.constructor === Response,
        Object.keys(response),
      ];
      expect(await outcomeOf(await post(tracking(send)))).toEqual(await outcomeOf(await post(send)));
      expect(observed.calls).toMatchObject([{ outcome: 'succeeded' }]);
    },
  );

  it('is the response that fetch gave', async () => {
    const given = new Response('{}', { headers });
    expect(await post(tracking(() => Promise.resolve(given)))).toBe(given);
  });

  it('of another implementation of fetch is watched too', async () => {
    class OtherResponse extends Response {}
    const response = await post(
      tracking(() => Promise.resolve(new OtherResponse(BODIES[0]?.[1] ?? '', { headers }))),
    );
    expect(await response.json()).toMatchObject({ id: 'x' });
    expect(observed.calls).toMatchObject([{ usage: { totalTokens: 7 } }]);
  });

  it('that breaks off throws as any other', async () => {
    const broken = () => {
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new TypeError('terminated'));
        },
      });
      return Promise.resolve(new Response(body, { headers }));
    };
    const [seen, unseen] = [await post(tracking(broken)), await post(broken)];
    expect(await thrownBy(() => seen.json())).toBe(await thrownBy(() => unseen.json()));
    expect(observed.calls).toMatchObject([{ outcome: 'failed', failure: 'cut' }]);
  });
});
