import { createConnection, type Model } from 'mongoose';
import { type OpenAI } from 'openai';
import { type NaiveUsage, naiveUsages } from '../../naive-usage';
import {
  ASKING_FOR_USAGE,
  callPlain,
  callStream,
  type Contestant,
  type Destination,
  MODEL,
  newClient,
} from '../contestant';
import { upstream } from '../upstream';

/** What the documents describe: their fields and their eight indexes, and an awaited `Model.create` in the request. */
export async function naive({ mongodbUri }: Destination): Promise<Contestant> {
  const connection = await createConnection(mongodbUri).asPromise();
  const usages = await naiveUsages(connection);
  const openai = newClient(upstream);
  return {
    plain: async () => store(usages, (await callPlain(openai)).usage),
    stream: async () => store(usages, await callStream(openai, ASKING_FOR_USAGE)),
    settle: () => Promise.resolve(),
    captured: () => usages.countDocuments(),
    close: () => connection.close(),
  };
}

const USD_PER_PROMPT_TOKEN = 0.000_000_15;
const USD_PER_COMPLETION_TOKEN = 0.000_000_6;

async function store(usages: Model<NaiveUsage>, usage: OpenAI.CompletionUsage | undefined): Promise<void> {
  if (usage === undefined) throw new Error('The answer told no usage.');
  const {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: totalTokens,
  } = usage;
  const timestamp = new Date();
  const date = timestamp.toISOString().slice(0, 10);
  await usages.create({
    userId: '65a1f0c2e4b0a1b2c3d4e5f6',
    userEmail: 'alice@example.com',
    modelName: MODEL,
    promptTokens,
    completionTokens,
    totalTokens,
    cost: promptTokens * USD_PER_PROMPT_TOKEN + completionTokens * USD_PER_COMPLETION_TOKEN,
    operation: 'test_generation',
    timestamp,
    date,
    month: date.slice(0, 7),
    year: timestamp.getUTCFullYear(),
    isActive: true,
  });
}
