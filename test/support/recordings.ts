import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeAnswer } from '../../src/fake-openai';

const directory = process.env['RECORDED_OPENAI_DIR'];

type Api = 'chat' | 'completion' | 'embedding' | 'responses';

/** A real answer of OpenAI, as it was recorded. */
export interface Recording {
  /** Its file; where that holds the answers to several requests, with `#` and its number. */
  readonly name: string;
  readonly api: Api;
  readonly streamed: boolean;
  /** The body in one piece, or the stream's events. */
  readonly body: object;
  readonly events: readonly object[];
  /** As it is sent again. */
  readonly answer: FakeAnswer;
}

/** Every recording of an endpoint that is tracked. */
export function recordings(): readonly Recording[] {
  const files = readdirSync(directory ?? '').filter((file) =>
    /^(chat|completion|embedding|responses)--/.test(file),
  );
  return files.toSorted().flatMap((file) => recordingsIn(file));
}

function recordingsIn(file: string): readonly Recording[] {
  const text = readFileSync(join(directory ?? '', file), 'utf8');
  const [api] = file.split('--') as [Api];
  if (file.endsWith('.json')) {
    const body = JSON.parse(text) as object;
    const answer = { status: statusOf(body), body: text };
    return [{ name: file, api, streamed: false, body, events: [], answer }];
  }
  const streams = streamsIn(text.split('\n').filter((line) => line !== ''));
  return streams.map((lines, index) => {
    const name = streams.length === 1 ? file : `${file}#${index + 1}`;
    const events = lines.map((line) => JSON.parse(line) as object);
    // Completions are sent to the letter, because something is taken out of them.
    const sent = api === 'responses' ? events : [...lines, '[DONE]'];
    return { name, api, streamed: true, body: {}, events, answer: { events: sent } };
  });
}

/** An answer of the Responses API begins with an event that says so. Some files hold the answers to several requests. */
function streamsIn(lines: readonly string[]): readonly (readonly string[])[] {
  const starts = lines.flatMap((line, index) => (isStart(JSON.parse(line) as StreamEvent) ? [index] : []));
  return starts.length === 0 ? [lines] : starts.map((start, nth) => lines.slice(start, starts[nth + 1]));
}

interface StreamEvent {
  readonly type?: string;
}

const isStart = ({ type }: StreamEvent) => type === 'response.created';

// The recorded errors carry no status.
function statusOf(body: { readonly error?: { readonly code?: unknown } | null }): number {
  if (!body.error) return 200;
  return body.error.code === 'insufficient_quota' ? 429 : 400;
}

/** A suite that plays recordings. Where there are none it is skipped, and says so. */
export function describeWithRecordings(name: string, tests: () => void): void {
  if (directory) {
    describe(name, tests);
    return;
  }
  process.stderr.write(`skipped: '${name}' needs recorded traffic. Set RECORDED_OPENAI_DIR to its folder\n`);
  describe.skip(name, tests);
}
