import fc from 'fast-check';
import { EventReader } from './answer-reader';

const chunk = (choices: readonly object[], usage: object | null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'gpt-4o', choices, usage })}`;
const delta = (content: string) => chunk([{ index: 0, delta: { content }, finish_reason: null }], null);

const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
// Words of several bytes, a quoted "usage":null, a comment, and an event of two data lines.
const EVENTS = [
  delta('Grüße 👋 '),
  delta('{"usage":null,"choices":[]}'),
  ': keep-alive',
  'event: note\ndata: {"id":"chatcmpl-1",\ndata: "choices":[]}',
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null),
  chunk([], usage),
  'data: [DONE]',
];
const SHOWN = EVENTS.filter((event) => !event.includes('total_tokens')).map((event) =>
  event.replace(/,"usage":null}$/, '}'),
);

function pushed(text: string, cuts: readonly number[], hideUsage: boolean) {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set([...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
  const reader = new EventReader('chat.completions', hideUsage);
  const shown = ends.map((end, n) => reader.push(bytes.slice(ends[n - 1] ?? 0, end)));
  shown.push(reader.end());
  return { reader, shown: Buffer.concat(shown.filter((piece) => piece !== undefined)).toString('utf8') };
}

describe('a stream of events', () => {
  const anyCuts = fc.array(fc.nat(), { maxLength: 40 });
  const anyLineEnd = fc.constantFrom('\n', '\r\n', '\r');

  it('is read and shown the same, however the network cuts it', () => {
    fc.assert(
      fc.property(anyCuts, anyLineEnd, (cuts, end) => {
        const text = EVENTS.map((event) => event.replaceAll('\n', end) + end + end).join('');
        const { reader, shown } = pushed(text, cuts, true);
        expect(shown).toBe(SHOWN.map((event) => event.replaceAll('\n', end) + end + end).join(''));
        expect(reader.complete).toBe(true);
        expect(reader.answer).toMatchObject({ id: 'chatcmpl-1', model: 'gpt-4o', rawUsage: usage });
        expect(reader.words).toBe('Grüße 👋 {"usage":null,"choices":[]}');
      }),
    );
  });

  it('passes to the letter where nothing is to be hidden', () => {
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const text = `${EVENTS.join('\n\n')}\n\n`;
        expect(pushed(text, cuts, false).shown).toBe(text);
      }),
    );
  });

  it('shows what comes after the last whole event too', () => {
    const { reader, shown } = pushed(`${delta('Hello')}\n\n${delta(' you')}`, [7], true);
    expect(shown).toContain(' you');
    expect(reader.words).toBe('Hello you');
    expect(reader.complete).toBe(false);
  });
});
