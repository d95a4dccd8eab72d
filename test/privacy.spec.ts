import { type LoggerService } from '@nestjs/common';
import { mongo } from 'mongoose';
import { chatCompletion, type FakeAnswer, type SeenRequest } from '../src/fake-openai';
import { admin, alice, TestService } from './support/test-service';

// Each stands where something private is: none may be seen anywhere but on the way to OpenAI and back.
// Short, so that they are seen even where only the beginning of a text is quoted.
const PROMPT = 'pr0mpt';
const FILE = 'f1le';
const ANSWER = 'answ3r';
const KEY = 'sk-canary-of-the-key-0123456789';

/** What the provider says when it refuses, quoting all it knows. */
const quoting = (status: number): FakeAnswer => ({
  status,
  headers: { 'retry-after-ms': '1' },
  body: { error: { message: `You sent ${PROMPT} and ${FILE} with ${KEY}.`, code: PROMPT, type: ANSWER } },
});

function brokenStream(request: SeenRequest, then: 'cut' | 'hang', more: readonly unknown[]): FakeAnswer {
  const answer = chatCompletion(request, { content: `${ANSWER} and more` });
  return 'events' in answer ? { events: [...answer.events.slice(0, 3), ...more], then } : answer;
}

describe('what is private', () => {
  let service: TestService;
  const log: unknown[] = [];
  const printed: unknown[] = [];
  const answers: string[] = [];

  beforeAll(async () => {
    for (const way of ['log', 'info', 'warn', 'error', 'debug'] as const)
      jest
        .spyOn(console, way)
        .mockImplementation((...said: readonly unknown[]) => void printed.push(...said));
    service = await TestService.start({ OPENAI_API_KEY: KEY, DEBUG_USAGE: 'true', LOG_LEVEL: 'verbose' });
    const write = (...said: readonly unknown[]) => void log.push(...said);
    const logger: Required<Omit<LoggerService, 'setLogLevels'>> = {
      log: write,
      error: write,
      warn: write,
      debug: write,
      verbose: write,
      fatal: write,
    };
    service.app.useLogger(logger);

    const ways: readonly ((request: SeenRequest) => FakeAnswer)[] = [
      (request) => chatCompletion(request, { content: ANSWER }),
      () => quoting(400),
      () => quoting(401),
      () => quoting(429),
      () => quoting(500),
      () => ({ body: `${ANSWER} is no JSON` }),
      () => ({ body: `${PROMPT} is no JSON` }),
      () => ({ instead: 'cut' }),
      (request) => brokenStream(request, 'cut', []),
      (request) => brokenStream(request, 'hang', [{ error: { message: `${PROMPT} ${KEY}` } }]),
      (request) => brokenStream(request, 'hang', [`{ ${PROMPT} ${ANSWER}`]),
    ];
    for (const answer of ways)
      for (const stream of [false, true]) {
        service.openai.answer = answer;
        const response = await service.generate(alice, { prompt: PROMPT, fileContent: FILE, stream });
        const text = await response.text();
        // What the model said is for the caller, and nothing else is.
        answers.push(text.replaceAll(/"(content|delta)":"[^"]*"|"testCases":\[[^\]]*\]/g, ''));
      }
    await service.untilRecorded(ways.length * 2);
  }, 60_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    await service.stop();
  });

  function expectNothingPrivate(text: string): void {
    for (const canary of [PROMPT, FILE, ANSWER, KEY]) expect(text).not.toContain(canary);
  }

  it('did reach the provider, so that it could have got anywhere', () => {
    const sent = service.openai.requests.map(({ bodyText }) => bodyText);
    expect(sent.every((body) => body.includes(PROMPT) && body.includes(FILE))).toBe(true);
    expect(service.openai.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(
      true,
    );
  });

  it('is in no stored document, of any collection', async () => {
    const { db } = await service.connection.asPromise();
    const names = (await db?.listCollections().toArray())?.map(({ name }) => name) ?? [];
    expect(names).toContain('openai_token_usage');
    for (const name of names) {
      const documents = (await db?.collection(name).find().toArray()) ?? [];
      if (name === 'openai_token_usage') expect(documents.length).toBeGreaterThanOrEqual(22);
      for (const document of documents)
        expectNothingPrivate(Buffer.from(mongo.BSON.serialize(document)).toString());
    }
  });

  it('is in no line of the log', () => {
    const lines = log.map((said) => (said instanceof Error ? (said.stack ?? said.message) : String(said)));
    expect(lines.some((line) => line.includes('OpenAI usage tracked: test_generation by alice'))).toBe(true);
    expectNothingPrivate(lines.join('\n'));
  });

  // The SDK itself prints an event that it cannot parse to the console: its client has to be given `logLevel: 'off'`.
  it('is not on the console, past the log', () => {
    expectNothingPrivate(printed.join('\n'));
  });

  it('is in no answer, though the provider quotes it', () => {
    expect(answers).toHaveLength(22);
    expect(answers.some((text) => text.includes('provider_error'))).toBe(true);
    expectNothingPrivate(answers.join('\n'));
  });

  it('is not in what an administrator is shown', async () => {
    const history = await service.fetch('/admin/openai/user/alice/history?limit=1000', admin);
    const text = await history.text();
    expect(text).toContain('"total":');
    expectNothingPrivate(text);
  });

  it('is not sent back with a refusal', async () => {
    const texts = [
      await service.generate(alice, { prompt: { text: PROMPT }, fileContent: 4 }),
      await service.generate(alice, {}, { body: `{"prompt":"${PROMPT}` }),
      await service.generate(alice, { count: PROMPT }),
      await service.generate(undefined, { prompt: PROMPT }),
      await service.fetch(`/nowhere/${PROMPT}`),
    ].map((response) => response.text());
    for (const text of await Promise.all(texts)) expectNothingPrivate(text);
    expectNothingPrivate(log.map(String).join('\n'));
  });
});
