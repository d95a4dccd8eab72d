import { type INestApplicationContext } from '@nestjs/common';
import { OpenAI } from 'openai';
import { chatCompletion, type FakeAnswer, type SeenRequest } from '../fake-openai';

/** Something a user of the demo does, over and over. */
interface Habit {
  readonly user: string;
  readonly times: number;
  readonly request: { readonly prompt: string; readonly model?: string; readonly stream?: true };
  /** Goes away in the middle of the streamed answer. */
  readonly leavesEarly?: true;
}

/** About three dozen calls. The prompts tell the fake OpenAI how to answer. */
export const HABITS: readonly Habit[] = [
  { user: 'alice', times: 8, request: { prompt: 'a login form' } },
  {
    user: 'alice',
    times: 6,
    request: { prompt: 'the same long specification again (cached)', model: 'gpt-4o' },
  },
  { user: 'bob', times: 9, request: { prompt: 'a shopping cart', model: 'gpt-4.1', stream: true } },
  {
    user: 'bob',
    times: 1,
    request: { prompt: 'an epic that nobody reads to its end', stream: true },
    leavesEarly: true,
  },
  { user: 'carol', times: 4, request: { prompt: 'a parser', model: 'gpt-5-mini' } },
  { user: 'carol', times: 2, request: { prompt: 'a secret', model: 'acme-internal-7b' } },
  { user: 'dave', times: 2, request: { prompt: 'something busy (a retry helps)' } },
  { user: 'dave', times: 1, request: { prompt: 'something refused' } },
];

/** Plays OpenAI, a little faster. */
export function demoOpenAI(): (request: SeenRequest) => FakeAnswer {
  let busy = 0;
  return (request) => {
    const prompt = request.bodyText;
    if (prompt.includes('refused'))
      return { status: 400, body: { error: { message: 'No.', code: 'content_policy' } } };
    if (prompt.includes('busy') && busy++ % 2 === 0) {
      return { status: 429, headers: { 'retry-after-ms': '10' }, body: { error: { message: 'Slow down.' } } };
    }
    if (prompt.includes('cached'))
      return chatCompletion(request, { usage: { prompt: 2_400, cached: 2_048, completion: 150 } });
    if (prompt.includes('parser'))
      return chatCompletion(request, { usage: { prompt: 900, completion: 700, reasoning: 448 } });
    if (prompt.includes('epic'))
      return chatCompletion(request, { content: 'And then again. '.repeat(200), pauseMs: 5 });
    return chatCompletion(request, { usage: { prompt: 120, completion: 80 } });
  };
}

/** Has the users do what they do, through the feature's own route. */
export async function makeTraffic(baseUrl: string, tokenOf: (user: string) => string): Promise<number> {
  const calls = HABITS.flatMap((habit) => Array.from({ length: habit.times }, () => habit));
  await Promise.all(
    calls.map(async ({ user, request, leavesEarly }) => {
      const leaving = new AbortController();
      const response = await fetch(`${baseUrl}/api/test-generation`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokenOf(user)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ count: 3, ...request }),
        signal: leaving.signal,
      });
      if (leavesEarly) {
        await response.body?.getReader().read();
        leaving.abort();
      } else await response.text();
    }),
  );
  return calls.length;
}

/** A job that nobody has told on whose behalf it runs. */
export async function runForgottenJob(app: INestApplicationContext): Promise<void> {
  await app.get(OpenAI).chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Summarise the night.' }],
  });
}
