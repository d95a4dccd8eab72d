import { Logger } from '@nestjs/common';
import { AzureOpenAI, OpenAI } from 'openai';
import { AzureOpenAI as AzureOpenAI7, OpenAI as OpenAI7 } from 'openai7';
import * as sdk from 'openai';
import { CallTracking } from './call-tracking';
import { trackForeignClients } from './foreign-clients';
import { type ModelCall } from './model-call';
import { chunksOf, into, messages, MODEL, observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();

/** An application: what its instances are shown to, and the calls that it was told of. */
function application() {
  const { instanceDecorator } = trackForeignClients();
  const calls: ModelCall[] = [];
  const see = <Instance>(instance: Instance): Instance => {
    expect(instanceDecorator(instance)).toBe(instance);
    return instance;
  };
  return {
    calls,
    see,
    /** OpenAIModule has been made. */
    begin({ includeUsage = true } = {}) {
      see(new CallTracking({ observe: () => into(calls), includeUsage }));
      return this;
    },
  };
}

type Chats = Pick<OpenAI, 'chat'>;
const ask = (client: Chats) => client.chat.completions.create({ model: MODEL, messages });
const stream = async (client: Chats) =>
  chunksOf(await client.chat.completions.create({ model: MODEL, messages, stream: true }));
const options = () => ({ apiKey: 'sk-foreign', baseURL: observed.fake.baseUrl, maxRetries: 0 });
const asksForUsage = () => observed.fake.requests.at(-1)?.body['stream_options'] !== undefined;

describe('a foreign client', () => {
  it.each<[string, () => Chats]>([
    ['of this SDK', () => new OpenAI(options())],
    ['of another major', () => new OpenAI7(options()) as unknown as Chats],
    ['of Azure', () => new AzureOpenAI({ ...options(), apiVersion: '1' })],
    [
      'of Azure, of another major',
      () => new AzureOpenAI7({ ...options(), apiVersion: '1' }) as unknown as Chats,
    ],
    ['of a subclass', () => new (class extends OpenAI {})(options())],
    ['of another copy of the SDK', () => new (anotherCopy().OpenAI)(options())],
  ])('%s is tracked', async (_, newClient) => {
    const { calls, see } = application().begin();
    expect((await ask(see(newClient()))).choices[0]?.message.content).toBe('Hello to the world');
    expect(calls).toMatchObject([{ outcome: 'succeeded', requestedModel: MODEL, usageSource: 'reported' }]);
  });

  it('in a field of an instance is tracked', async () => {
    class Assistant {
      private readonly openai = new OpenAI(options());
      ask = () => ask(this.openai);
    }
    const { calls, see } = application().begin();
    await see(new Assistant()).ask();
    expect(calls).toHaveLength(1);
  });

  it('that is called before OpenAIModule has been made goes untouched, and is tracked from then on', async () => {
    const app = application();
    const client = app.see(new OpenAI(options()));
    await stream(client);
    expect([app.calls, asksForUsage()]).toEqual([[], false]);
    app.begin();
    await stream(client);
    expect([app.calls.length, asksForUsage()]).toEqual([1, true]);
  });

  it('that is seen again, as itself or as one that is made of it, is tracked once', async () => {
    const { calls, see } = application().begin();
    const client = see(see(new OpenAI(options())));
    await ask(see(see(client).withOptions({ timeout: 1_000 })));
    await ask({ chat: client.chat });
    expect(calls).toHaveLength(2);
  });

  it('that is tracked already is left as it is', async () => {
    const { calls, see } = application().begin();
    await ask(see(observed.trackedClient()));
    await ask(see(see(observed.trackedClient()).withOptions({ timeout: 1_000 })));
    expect([calls.length, observed.calls.length]).toEqual([0, 2]);
  });

  it('is not made to ask for the usage of a stream where that is switched off', async () => {
    const { calls, see } = application().begin({ includeUsage: false });
    await stream(see(new OpenAI(options())));
    expect(asksForUsage()).toBe(false);
    expect(calls).toMatchObject([{ streamed: true, usageSource: 'estimated' }]);
  });

  it('keeps its own settings', () => {
    const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const own = new OpenAI({ ...options(), logLevel: 'debug', logger });
    // Version 7 of the SDK wraps the logger that it is given.
    const { logger: kept } = own;
    const client = application().see(own);
    expect(client).toMatchObject({ logLevel: 'debug', maxRetries: 0, apiKey: 'sk-foreign' });
    expect(client.logger).toBe(kept);
  });

  it('keeps the fetch that it was given, also one that throws where it should reject', async () => {
    const failing = () => {
      throw new Error('No way out.');
    };
    const { calls, see } = application().begin();
    await expect(ask(see(new OpenAI({ ...options(), fetch: failing })))).rejects.toThrow('Connection error.');
    expect(calls).toMatchObject([{ outcome: 'failed', failure: 'network' }]);
  });

  it('whose fetch gives bodies of its own kind is recorded without its usage', async () => {
    const text = JSON.stringify({ choices: [] });
    const answer = { ok: true, status: 200, headers: new Headers(), body: [text], text: () => text };
    const { calls, see } = application().begin();
    const client = see(
      new OpenAI({ ...options(), fetch: () => Promise.resolve(answer as unknown as Response) }),
    );
    expect(await client.chat.completions.create({ model: MODEL, messages }).asResponse()).toBe(answer);
    expect(calls).toMatchObject([{ outcome: 'succeeded', usageSource: 'missing' }]);
  });
});

describe('two applications in one process', () => {
  it('are each told of the calls of their own clients', async () => {
    const [first, second] = [application().begin(), application().begin()];
    const clients = [first.see(new OpenAI(options())), second.see(new OpenAI(options()))];
    await Promise.all(clients.flatMap((client) => [ask(client), stream(client)]));
    expect([first.calls.length, second.calls.length]).toEqual([2, 2]);
  });

  it('share a client: the last one is told of its calls, and of those of clients that were made of it before', async () => {
    const [first, second] = [application().begin(), application().begin()];
    const client = first.see(new OpenAI(options()));
    const made = client.withOptions({ timeout: 1_000 });
    await ask(client);
    second.see(client);
    await Promise.all([ask(client), ask(made)]);
    expect([first.calls.length, second.calls.length]).toEqual([1, 2]);
  });
});

describe('all else that an application is made of', () => {
  const { see } = application();
  const trap = (): never => {
    throw new Error('Somebody has looked.');
  };
  const traps = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]),
  ) as ProxyHandler<object>;
  const proxy = () => new Proxy(new OpenAI(options()), traps);
  class Mined {
    field = proxy();
    get fetch() {
      return trap();
    }
  }
  class OtherSdk {
    static OtherSdk = this;
    fetch = fetch;
    chat = {};
    withOptions() {
      return this;
    }
  }

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a string', () => 'openai'],
    ['a class', () => OpenAI],
    ['a proxy', proxy],
    ['a heir of a proxy', () => Object.create(proxy()) as object],
    ['getters', () => new Mined()],
    ['an object with a getter', () => Object.defineProperty({}, 'fetch', { get: trap, enumerable: true })],
    ['an object without a prototype', () => Object.assign(Object.create(null) as object, { fetch })],
    ['a module', () => sdk],
  ])('is not touched: %s', (_, instance) => {
    expect(() => see(instance())).not.toThrow();
  });

  it('is not touched: a client of another SDK', () => {
    expect(see(new OtherSdk()).fetch).toBe(fetch);
  });

  it('is not touched: a client before major 5, whose answers are not those of the web’s fetch', () => {
    class OpenAI4 {
      static OpenAI = this;
      fetch = fetch;
    }
    expect(see(new OpenAI4()).fetch).toBe(fetch);
  });

  it('cannot be touched: a client that is frozen, of which the log tells', async () => {
    const warn = jest.fn();
    Logger.overrideLogger({ log: warn, warn, error: warn });
    const app = application().begin();
    await ask(app.see(Object.freeze(new OpenAI(options()))));
    expect(app.calls).toEqual([]);
    expect(warn.mock.calls).toEqual([['An OpenAI client is frozen: its calls cannot be tracked.', 'OpenAI']]);
  });

  it('is not touched: clients in a list or a table, which may be long', () => {
    const client = new OpenAI(options());
    see([client]);
    see({ client });
    expect(client).toHaveProperty('fetch', fetch);
  });
});

/** As where a package brings an SDK of its own along. */
function anotherCopy(): typeof sdk {
  let copy: typeof sdk = sdk;
  jest.isolateModules(() => {
    copy = jest.requireActual('openai');
  });
  expect(copy.OpenAI).not.toBe(OpenAI);
  return copy;
}
