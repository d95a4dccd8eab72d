import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface LangfuseSink {
  readonly url: string;
  stop(): void;
}

/** Takes what Langfuse exports, as its server would, and tells on `GET /` how many calls have come. */
export async function startLangfuseSink(): Promise<LangfuseSink> {
  let calls = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'GET') return response.end(String(calls));
      // Each span has one name, and each call one span.
      calls += body.split('"name":"test_generation"').length - 1;
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
