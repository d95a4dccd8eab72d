import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFile } from 'openai';
import { observedOpenAI } from './observed-openai.fixture';

const observed = observedOpenAI();
const directory = mkdtempSync(join(tmpdir(), 'multipart-'));
const path = join(directory, 'speech.mp3');

beforeAll(() => {
  writeFileSync(path, Buffer.alloc(300_000, 7));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const usage = {
  type: 'tokens',
  input_tokens: 14,
  input_token_details: { text_tokens: 4, audio_tokens: 10 },
  output_tokens: 45,
  total_tokens: 59,
};

describe('a form', () => {
  it.each([
    ['in memory', () => toFile(Buffer.from('audio'), 'speech.mp3')],
    ['streamed from the disk, its model after its file', () => Promise.resolve(createReadStream(path))],
  ])('%s arrives as it was sent, and names its model', async (_, file) => {
    observed.fake.answer = () => ({ body: { text: 'Hello', usage } });
    const answer = await observed
      .trackedClient()
      .audio.transcriptions.create({ file: await file(), model: 'gpt-4o-transcribe' });
    expect(answer.text).toBe('Hello');
    const seen = observed.fake.requests.at(-1);
    expect(seen?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen?.bodyText).toMatch(/name="model"\r\n\r\ngpt-4o-transcribe\r\n/);
    expect(observed.calls).toMatchObject([
      {
        endpoint: 'audio.transcriptions',
        requestedModel: 'gpt-4o-transcribe',
        usage: { classes: { input: 4, audioInput: 10, output: 45 } },
      },
    ]);
  });

  it('streamed in whatever pieces names its model', async () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\nxyz\r\n' +
      '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b--\r\n';
    observed.fake.answer = () => ({ body: { text: 'Hello', usage: { type: 'duration', seconds: 37 } } });
    const fetching = observed.trackedFetch();
    const pieces = Array.from(form, (letter) => Buffer.from(letter));
    await fetching(`${observed.fake.baseUrl}/audio/transcriptions`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: ReadableStream.from(pieces),
      duplex: 'half',
    }).then((answer) => answer.text());
    expect(observed.fake.requests.at(-1)?.bodyText).toBe(form);
    expect(observed.calls).toMatchObject([
      { requestedModel: 'whisper-1', usage: { classes: { seconds: 37 } } },
    ]);
  });
});
