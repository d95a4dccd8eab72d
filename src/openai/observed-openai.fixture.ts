import { OpenAI } from 'openai';
import { chatCompletion, type FakeOpenAI, startFakeOpenAI } from '../fake-openai';
import { type ModelCall } from './model-call';
import { trackingFetch, type TrackingOptions } from './tracking-fetch';

export const MODEL = 'gpt-4o-mini';
export const messages = [{ role: 'user' as const, content: 'Say hello to the world.' }];
/** What the fake OpenAI says was used, 19 tokens. */
export const usage = { prompt: 12, completion: 7, cached: 4, reasoning: 2 };

/** A fake OpenAI for the tests of a file, clients of it, and the calls that were reported in the test at hand. */
export function observedOpenAI() {
  let calls: ModelCall[] = [];
  let fake: FakeOpenAI;

  beforeAll(async () => {
    fake = await startFakeOpenAI();
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    calls = [];
    fake.answer = (request) => chatCompletion(request, { content: 'Hello to the world', usage });
  });

  const trackedFetch = (tracking: Partial<TrackingOptions> = {}) =>
    trackingFetch({
      observe: () => into(calls),
      includeUsage: true,
      onTrackingError: (error) => {
        throw error;
      },
      ...tracking,
    });

  return {
    get calls() {
      return calls;
    },
    get fake() {
      return fake;
    },
    /** The SDK as it is. */
    plainClient: () => new OpenAI({ apiKey: 'sk-test', baseURL: fake.baseUrl, maxRetries: 0 }),
    trackedFetch,
    /** The SDK with our fetch. */
    trackedClient({
      maxRetries = 0,
      ...tracking
    }: Partial<TrackingOptions> & { readonly maxRetries?: number } = {}) {
      const fetching = trackedFetch(tracking);
      return new OpenAI({ apiKey: 'sk-test', baseURL: fake.baseUrl, maxRetries, fetch: fetching });
    },
  };
}

/** What an observer is told of calls, unless there is nothing to record of one. */
export const into = (calls: ModelCall[]) => (call: ModelCall | undefined) => {
  if (call !== undefined) calls.push(call);
};

export async function chunksOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
