import { connect, type Socket } from 'node:net';

export interface RawRequest {
  readonly method: string;
  /** Sent as it is written. `fetch` would tidy it up: `//`, `/./` and `%2e%2e` never leave it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A client that tidies nothing up, keeps its connections, and is quick: it is for tens of thousands of requests. */
export class RawClient {
  private readonly idle: Connection[] = [];
  private readonly address: URL;

  constructor(baseUrl: string) {
    this.address = new URL(baseUrl);
  }

  async ask(request: RawRequest): Promise<RawAnswer> {
    const connection = this.idle.pop() ?? new Connection(Number(this.address.port), this.address.hostname);
    const answer = await connection.ask(request);
    if (answer.headers['connection'] !== 'close') this.idle.push(connection);
    return answer;
  }

  /** Asks all of them, some at a time, and looks at each answer. */
  async askAll<Asked extends RawRequest>(
    requests: readonly Asked[],
    look: (answer: RawAnswer, asked: Asked) => void,
    atOnce = 16,
  ): Promise<void> {
    const waiting = requests.values();
    const askOn = async () => {
      for (const asked of waiting) look(await this.ask(asked), asked);
    };
    await Promise.all(Array.from({ length: atOnce }, askOn));
  }

  close(): void {
    for (const connection of this.idle) connection.close();
  }
}

/** One request at a time. Bytes are kept as the characters of latin1 until an answer is whole. */
class Connection {
  private readonly socket: Socket;
  private heard = '';
  private onProgress: (hasEnded: boolean) => void = () => undefined;

  constructor(port: number, host: string) {
    this.socket = connect({ port, host, noDelay: true });
    this.socket.setEncoding('latin1').on('data', (piece: string) => {
      this.heard += piece;
      this.onProgress(false);
    });
    // What the server has said before it hung up counts.
    this.socket
      .on('error', () => undefined)
      .on('close', () => {
        this.onProgress(true);
      });
  }

  ask(request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.onProgress = (hasEnded) => {
        const read = answerIn(this.heard, request.method);
        if (read !== undefined) {
          this.heard = this.heard.slice(read.length);
          resolve(read.answer);
        } else if (hasEnded)
          reject(new Error(`No answer to ${request.method} ${request.path}: '${this.heard}'`));
      };
      this.socket.write(textOf(request));
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

function textOf({ method, path, headers = {}, body }: RawRequest): string {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries({ host: 'localhost', ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

const END_OF_HEAD = '\r\n\r\n';
const END_OF_CHUNKS = '\r\n0\r\n\r\n';

/** The first answer in what was heard, and how long it is; nothing while it is not whole. */
function answerIn(heard: string, method: string): { answer: RawAnswer; length: number } | undefined {
  const end = heard.indexOf(END_OF_HEAD);
  if (end === -1) return undefined;
  const start = end + END_OF_HEAD.length;
  const [, ...lines] = heard.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map(headerIn));
  const body = method === 'HEAD' ? { text: '', length: 0 } : bodyIn(heard, start, headers);
  if (body === undefined) return undefined;
  const answer = {
    status: Number(heard.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)),
    headers,
    text: Buffer.from(body.text, 'latin1').toString(),
  };
  return { answer, length: start + body.length };
}

function headerIn(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function bodyIn(
  heard: string,
  start: number,
  headers: RawAnswer['headers'],
): { text: string; length: number } | undefined {
  if (headers['transfer-encoding'] === 'chunked') {
    const end = heard.indexOf(END_OF_CHUNKS, start - 2);
    if (end === -1) return undefined;
    const chunks = heard.slice(start, end + 2);
    return {
      text: chunks.replaceAll(/(^|\r\n)[\da-f]+\r\n/g, ''),
      length: end + END_OF_CHUNKS.length - start,
    };
  }
  const length = Number(headers['content-length'] ?? 0);
  return heard.length < start + length ? undefined : { text: heard.slice(start, start + length), length };
}
