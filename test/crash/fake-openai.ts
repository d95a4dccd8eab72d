import { chatCompletion, type FakeAnswer, type SeenRequest, startFakeOpenAI } from '../../src/fake-openai';
import { ENDLESS_MODEL, REFUSED_MODEL } from './fake-models';
import { type Answered, LineLog } from './logs';
import { randomFrom, whole } from './random';

const [path = '', seed = '1'] = process.argv.slice(2);
const log = new LineLog(path);
const random = randomFrom(Number(seed));

function answer(request: SeenRequest): FakeAnswer {
  fake.forget();
  const model = String(request.body['model']);
  if (model === REFUSED_MODEL) return refusal(request);
  const usage = someUsage();
  const said = chatCompletion(request, { usage, model });
  const id = idOf(said);
  write({
    key: id,
    call: String(request.body['user']),
    model,
    promptTokens: usage.prompt,
    cachedTokens: usage.cached,
    completionTokens: usage.completion,
    reasoningTokens: usage.reasoning,
    isWhole: model !== ENDLESS_MODEL,
  });
  if (model === ENDLESS_MODEL && 'events' in said) return { events: said.events.slice(0, 5), then: 'hang' };
  return 'body' in said ? { body: withIdAsContent(said.body as Completion) } : said;
}

interface Completion {
  readonly id: string;
  readonly choices: readonly { readonly message: object }[];
}

/** The example feature tells its client what the model said, not the id of the answer: so that is what it says. */
function withIdAsContent(body: Completion): Completion {
  const choices = body.choices.map((choice) => ({
    ...choice,
    message: { role: 'assistant', content: body.id },
  }));
  return { ...body, choices };
}

function refusal({ body }: SeenRequest): FakeAnswer {
  write({
    key: `refused:${String(body['user'])}`,
    call: String(body['user']),
    model: REFUSED_MODEL,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    isWhole: true,
  });
  return { status: 400, body: { error: { message: 'This is refused.', type: 'invalid_request_error' } } };
}

function someUsage() {
  const prompt = whole(random, 1, 20_000);
  const completion = whole(random, 0, 4_000);
  return { prompt, completion, cached: whole(random, 0, prompt), reasoning: whole(random, 0, completion) };
}

/** Before it is sent: a caller cannot have seen what is not written down yet. */
function write(answered: Answered): void {
  log.add(JSON.stringify(answered));
}

function idOf(said: FakeAnswer): string {
  const first = 'events' in said ? said.events[0] : 'body' in said ? said.body : {};
  return (first as { readonly id: string }).id;
}

let fake: Awaited<ReturnType<typeof startFakeOpenAI>>;
void startFakeOpenAI(answer).then((started) => {
  fake = started;
  process.stdout.write(`answers on ${started.baseUrl}\n`);
});
