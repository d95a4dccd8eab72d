import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { chatCompletion } from '../../src/fake-openai';
import { until } from './until';

/** An OpenAI that takes requests and keeps its answers back until it is told to give them. */
export interface HeldOpenAI {
  readonly baseUrl: string;
  untilAsked(times: number): Promise<unknown>;
  release(): void;
  stop(): Promise<void>;
}

export async function startHeldOpenAI(): Promise<HeldOpenAI> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => held.push(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const body = { model: 'gpt-4o-mini', messages: [] };
  const answer = chatCompletion({ method: 'POST', path: '', headers: {}, bodyText: '', body });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    untilAsked: (times) =>
      until(
        () => held.length,
        (length) => length >= times,
      ),
    release: () => {
      for (const response of held)
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify('body' in answer ? answer.body : {}));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
