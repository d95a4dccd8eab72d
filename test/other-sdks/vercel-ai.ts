import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, type LanguageModel, stepCountIs, streamText, tool } from 'ai';

export const PROVIDERS = ['responses', 'chat', 'anthropic', 'google'] as const;

export type Provider = (typeof PROVIDERS)[number];

export type Models = Readonly<Record<Provider, LanguageModel>>;

export type Use = keyof typeof vercelAi.uses;

/** The models of three providers, as a feature makes them. */
function modelsOf(fetch: typeof globalThis.fetch, origin: string): Models {
  const openai = createOpenAI({ apiKey: 'sk-key', baseURL: `${origin}/v1`, fetch });
  const anthropic = createAnthropic({ apiKey: 'sk-ant', baseURL: `${origin}/v1`, fetch });
  const google = createGoogleGenerativeAI({ apiKey: 'g-key', baseURL: `${origin}/v1beta`, fetch });
  return {
    responses: openai('gpt-5-mini'),
    chat: openai.chat('gpt-4o-mini'),
    anthropic: anthropic('claude-sonnet-4-6'),
    google: google('gemini-2.5-flash'),
  };
}

const question = { prompt: 'What is the weather in Oslo?', maxRetries: 0 };

async function generated(model: LanguageModel) {
  const { text, finishReason, totalUsage } = await generateText({ ...question, model });
  return { text, finishReason, totalUsage };
}

async function streamed(model: LanguageModel) {
  const result = streamText({ ...question, model });
  const words: string[] = [];
  for await (const word of result.textStream) words.push(word);
  return { words, finishReason: await result.finishReason, totalUsage: await result.totalUsage };
}

async function aborted(model: LanguageModel) {
  const leaving = new AbortController();
  const parts: string[] = [];
  for await (const { type } of streamText({ ...question, model, abortSignal: leaving.signal }).fullStream) {
    parts.push(type);
    if (type === 'text-delta') leaving.abort();
  }
  return parts;
}

/** The SDK asks again with what the tool has answered. */
const withTool = (model: LanguageModel) => ({
  ...question,
  model,
  stopWhen: stepCountIs(3),
  tools: {
    weather: tool({
      inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
      execute: ({ city }) => `Rain in ${city}`,
    }),
  },
});

/** The Vercel AI SDK, as a feature uses it. */
export const vercelAi = {
  client: modelsOf,
  uses: {
    ...forEachProvider('generate', generated),
    ...forEachProvider('stream', streamed),
    ...forEachProvider('abort', aborted),
    'generate-with-tool': async ({ responses }: Models) => {
      const { text, steps, totalUsage } = await generateText(withTool(responses));
      return { text, steps: steps.length, totalUsage };
    },
    'stream-with-tool': async ({ responses }: Models) => {
      const { text, steps, totalUsage } = streamText(withTool(responses));
      return { text: await text, steps: (await steps).length, totalUsage: await totalUsage };
    },
    retry: async ({ chat }: Models) => (await generateText({ ...question, model: chat, maxRetries: 1 })).text,
  },
};

function forEachProvider<Name extends string>(name: Name, use: (model: LanguageModel) => Promise<unknown>) {
  const uses = PROVIDERS.map((provider) => [
    `${name}-${provider}`,
    (models: Models) => use(models[provider]),
  ]);
  return Object.fromEntries(uses) as Record<`${Name}-${Provider}`, (models: Models) => Promise<unknown>>;
}
