import { signToken } from '../../src/auth';
import { SECRET } from './life';
import { acknowledgedLine, failureLine, LineLog } from './logs';

const headers = {
  authorization: `Bearer ${signToken({ sub: 'alice', email: 'alice@example.com', roles: [] }, { secret: SECRET, expiresIn: '1h' })}`,
  'content-type': 'application/json',
};

/** Clients of the example feature, who write down the answers that they have read to their end. */
export class HttpClients {
  private readonly log: LineLog;
  private isEnding = false;

  constructor(
    private readonly baseUrl: string,
    path: string,
  ) {
    this.log = new LineLog(path);
  }

  /** Each client asks again and again, until the service does not take its request any more. */
  async askOnAndOn(clients: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.askUntilRefused()));
  }

  /** From now on, the service may refuse requests. */
  expectTheEnd(): void {
    this.isEnding = true;
  }

  /** A stream that only the service can end. Resolves when it has begun. */
  async openStream(model: string): Promise<{ readonly ended: Promise<void> }> {
    const { body } = await this.generate({ model, stream: true });
    const reader = body?.getReader();
    await reader?.read();
    return { ended: readToEnd(reader) };
  }

  private async askUntilRefused(): Promise<void> {
    for (;;) {
      try {
        const response = await this.generate({});
        const { data } = (await response.json()) as { data?: { content: string } };
        if (data === undefined) throw new Error(`It answered ${response.status}.`);
        this.log.add(acknowledgedLine(data.content));
      } catch (error) {
        if (!this.isEnding) this.log.add(failureLine(String(error)));
        return;
      }
    }
  }

  private generate(body: object): Promise<Response> {
    const init = { method: 'POST', headers, body: JSON.stringify({ prompt: 'a login form', ...body }) };
    return fetch(`${this.baseUrl}/api/test-generation`, init);
  }
}

async function readToEnd(reader: ReadableStreamDefaultReader | undefined): Promise<void> {
  try {
    while ((await reader?.read())?.done === false);
  } catch {
    // Cut off: an end too.
  }
}
