import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatCompletion } from './chat-completion';
import { type FakeAnswer, type FakeEvents, type SeenRequest } from './exchange';

export interface FakeOpenAI {
  /** For the SDK's `baseURL`. */
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** How requests are answered. Can be replaced at any time. */
  answer: (request: SeenRequest) => FakeAnswer;
  /** Forgets the requests so far: a load test makes too many to keep. */
  forget(): void;
  stop(): Promise<void>;
}

/** A small OpenAI on loopback that plays what it is told to; by default, a chat completion with plausible numbers. */
export async function startFakeOpenAI(
  answer: FakeOpenAI['answer'] = (request) => chatCompletion(request),
): Promise<FakeOpenAI> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    void seen(incoming).then((request) => {
      requests.push(request);
      return play(fake.answer(request), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeOpenAI = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    answer,
    forget: () => {
      requests.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return fake;
}

async function seen(incoming: IncomingMessage): Promise<SeenRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const bodyText = Buffer.concat(pieces).toString('utf8');
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, bodyText, body: parsed(bodyText) };
}

function parsed(text: string): SeenRequest['body'] {
  try {
    return JSON.parse(text) as SeenRequest['body'];
  } catch {
    return {};
  }
}

async function play(answer: FakeAnswer, response: ServerResponse): Promise<void> {
  if ('events' in answer) {
    await playEvents(answer, response);
  } else if ('body' in answer) {
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
      .end(text);
  } else if (answer.instead === 'cut') {
    response.destroy();
  }
}

async function playEvents(
  { events, pauseMs, then = 'end' }: FakeEvents,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const event of events) {
    if (response.destroyed) return;
    response.write(serverSentEvent(event));
    if (pauseMs !== undefined) await sleep(pauseMs);
  }
  if (then === 'cut') response.destroy();
  if (then === 'end') response.end();
}

function serverSentEvent(event: unknown): string {
  if (typeof event === 'string') return `data: ${event}\n\n`;
  const name = (event as { readonly type?: string }).type;
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(event)}\n\n`;
}
