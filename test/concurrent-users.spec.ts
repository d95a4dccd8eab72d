import { OpenAI } from 'openai';
import { runAsCaller } from '../src/capture';
import { chatCompletion, type SeenRequest } from '../src/fake-openai';
import { type UsageRecord } from '../src/usage';
import { eventsOf, wordsOf } from './support/event-stream';
import { TestService, type TestUser } from './support/test-service';

const USERS = 10;
const CALLS_EACH = 5;

interface Call {
  readonly user: TestUser;
  /** Different for each call: it is in the prompt, in the answer, and what the call is said to have used. */
  readonly number: number;
  readonly stream: boolean;
}

const calls: readonly Call[] = Array.from({ length: USERS * CALLS_EACH }, (_, index) => {
  const sub = `user${index % USERS}`;
  return { user: { sub, email: `${sub}@example.com` }, number: 1_000 + index, stream: index % 3 !== 0 };
});

/** Answers slowly, each call at its own pace, so that the streams are interleaved. */
function answerByNumber(request: SeenRequest) {
  const number = Number(/call (\d+)/.exec(request.bodyText)?.[1]);
  return chatCompletion(request, {
    content: `one two three four five six ${number}`,
    usage: { prompt: number, completion: 7 },
    pauseMs: 1 + (number % 7),
  });
}

describe('users who call at the same time', () => {
  let service: TestService;
  const requestIds = new Map<number, string | null>();
  let records: readonly UsageRecord[];

  async function make({ user, number, stream }: Call): Promise<string> {
    const response = await service.generate(user, { prompt: `call ${number}.`, stream });
    requestIds.set(number, response.headers.get('x-request-id'));
    if (stream) return wordsOf(await eventsOf(response));
    return ((await response.json()) as { data: { content: string } }).data.content;
  }

  beforeAll(async () => {
    service = await TestService.start();
    service.openai.answer = answerByNumber;
  });
  afterAll(() => service.stop());

  it('each get their own answer', async () => {
    const answers = await Promise.all(calls.map(make));
    expect(answers).toEqual(calls.map(({ number }) => `one two three four five six ${number}`));
    records = await service.untilRecorded(calls.length);
  });

  it('each have their own calls on record, under the ids of their own requests', () => {
    const recorded = records.map(({ userId, userEmail, promptTokens, streamed, requestId }) => {
      return { userId, userEmail, promptTokens, streamed, requestId };
    });
    const made = calls.map(({ user: { sub, email }, number, stream }) => {
      const requestId = requestIds.get(number);
      return { userId: sub, userEmail: email, promptTokens: number, streamed: stream, requestId };
    });
    const byTokens = (a: { promptTokens: number }, b: { promptTokens: number }) =>
      a.promptTokens - b.promptTokens;
    expect(recorded.toSorted(byTokens)).toEqual(made.toSorted(byTokens));
    expect(new Set(requestIds.values()).size).toBe(calls.length);
  });

  it('are each told their own sums', async () => {
    for (let index = 0; index < USERS; index++) {
      const own = calls.filter(({ user }) => user.sub === `user${index}`);
      const { body } = await service.get(`/admin/openai/user/user${index}/stats`);
      expect(body.data).toMatchObject({
        totalRequests: CALLS_EACH,
        totalTokens: own.reduce((sum, { number }) => sum + number + 7, 0),
      });
    }
  });

  it('do not own what others began: a stream is of the user who made it, whoever reads it', async () => {
    await service.empty();
    const { completions } = service.app.get(OpenAI, { strict: false }).chat;
    const messages = [{ role: 'user' as const, content: 'call 1.' }];
    const stream = await runAsCaller({ userId: 'maker' }, () =>
      completions.create({ model: 'gpt-4o-mini', messages, stream: true }),
    );
    await runAsCaller({ userId: 'reader' }, async () => {
      for await (const chunk of stream) expect(chunk.model).toBe('gpt-4o-mini');
    });
    expect(await service.untilRecorded(1)).toMatchObject([{ userId: 'maker', streamed: true }]);
  });
});
