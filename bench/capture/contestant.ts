import { OpenAI } from 'openai';

/** Where what is captured goes. */
export interface Destination {
  readonly mongodbUri: string;
  /** A server that takes what Langfuse exports. */
  readonly langfuseUrl: string;
}

/** One way to capture, in an application that makes calls. */
export interface Contestant {
  plain(): Promise<unknown>;
  stream(): Promise<unknown>;
  /** Resolves when what the calls left behind is done. */
  settle(): Promise<void>;
  /** How many calls have arrived at the destination, if there is one. */
  captured(): Promise<number | undefined>;
  close(): Promise<void>;
}

export type Kind = 'plain' | 'stream';

export const MODEL = 'gpt-4o-mini';
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'You write test cases for software. '.repeat(20) },
  { role: 'user', content: 'Write ten test cases for a login form.' },
];

export function newClient(send: typeof fetch): OpenAI {
  return new OpenAI({
    apiKey: 'sk-bench',
    baseURL: 'https://api.openai.com/v1',
    logLevel: 'off',
    fetch: send,
  });
}

export async function callPlain(openai: OpenAI): Promise<OpenAI.ChatCompletion> {
  return openai.chat.completions.create({ model: MODEL, messages });
}

/** Reads a stream to its end and gives back the usage that it told. */
export async function callStream(
  openai: OpenAI,
  asking: Pick<OpenAI.ChatCompletionCreateParamsStreaming, 'stream_options'> = {},
): Promise<OpenAI.CompletionUsage | undefined> {
  let usage: OpenAI.CompletionUsage | undefined;
  const stream = await openai.chat.completions.create({ model: MODEL, messages, stream: true, ...asking });
  for await (const chunk of stream) usage = chunk.usage ?? usage;
  return usage;
}

/** What an application has to add to a stream's request to be told its usage. */
export const ASKING_FOR_USAGE = { stream_options: { include_usage: true } };
