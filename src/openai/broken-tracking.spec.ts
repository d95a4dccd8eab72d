import { OpenAI } from 'openai';
import { chatCompletion, type FakeOpenAI, startFakeOpenAI } from '../fake-openai';

const MODULES = [
  './answer',
  './answer-events',
  './answer-reader',
  './answer-words',
  './call-span',
  './disjoint-usage',
  './ending',
  './endpoint',
  './event-stream',
  './failure',
  './form-fields',
  './json',
  './measured-usage',
  './remembered',
  './request',
  './token-estimate',
  './token-usage',
  './tool-use',
  './tracked-call',
  './unknown-fields',
] as const;

type Members = Readonly<Record<string, unknown>>;

/** Each function of a module, and each method of its classes. */
const functionsOf = (path: string): readonly (readonly [path: string, name: string, method: string])[] =>
  Object.entries(jest.requireActual<Members>(path)).flatMap(([name, member]) => {
    if (typeof member !== 'function') return [];
    const methods = methodsOf(member);
    return (methods.length === 0 ? [''] : methods).map((method) => [path, name, method] as const);
  });

const methodsOf = (member: unknown): readonly string[] => {
  const { prototype } = member as { readonly prototype?: object };
  const all = prototype === undefined ? [] : Object.entries(Object.getOwnPropertyDescriptors(prototype));
  return all.flatMap(([name, { value }]) =>
    name !== 'constructor' && typeof value === 'function' ? [name] : [],
  );
};

const breaks = () => {
  throw new Error('Tracking is broken here.');
};

function broken(path: string, name: string, method: string): Members {
  const actual = jest.requireActual<Members>(path);
  if (method === '') return { ...actual, [name]: breaks };
  const Broken = class extends (actual[name] as new () => object) {};
  Object.defineProperty(Broken.prototype, method, { value: breaks });
  return { ...actual, [name]: Broken };
}

/** A client whose tracking is broken in one place. */
async function clientOf(fake: FakeOpenAI): Promise<OpenAI> {
  const { trackingFetch } = await import('./tracking-fetch.js');
  const fetching = trackingFetch({
    observe: () => () => undefined,
    includeUsage: true,
    onTrackingError: () => undefined,
  });
  return new OpenAI({ apiKey: 'sk-test', baseURL: fake.baseUrl, maxRetries: 0, fetch: fetching });
}

const request = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] };
const CONTENT = 'one two three';

describe('tracking that breaks', () => {
  let fake: FakeOpenAI;
  beforeAll(async () => {
    fake = await startFakeOpenAI((seen) => chatCompletion(seen, { content: CONTENT }));
  });
  afterAll(() => fake.stop());
  afterEach(() => {
    jest.resetModules();
  });

  it.each(MODULES.flatMap(functionsOf))('in %s, %s %s breaks no call', async (path, name, method) => {
    jest.resetModules();
    jest.doMock(path, () => broken(path, name, method));
    const { completions } = (await clientOf(fake)).chat;
    const plain = await completions.create(request);
    expect(plain.choices[0]?.message.content).toBe(CONTENT);
    let streamed = '';
    for await (const chunk of await completions.create({ ...request, stream: true }))
      streamed += chunk.choices[0]?.delta.content ?? '';
    expect(streamed).toBe(CONTENT);
    for await (const chunk of await completions.create({ ...request, stream: true }))
      if (chunk.choices.length > 0) break;
    jest.dontMock(path);
  });
});
