const END_OF_EVENT = /\r\n\r\n|\n\n|\r\r/g;
const LONGEST_END = 4;

/** Cuts the text of a server-sent event stream into whole events, however the network has cut it. */
export class EventSplitter {
  private rest = '';

  /** The events that end in this piece of text, each with the blank line that ends it. */
  push(text: string): readonly string[] {
    const events: string[] = [];
    END_OF_EVENT.lastIndex = Math.max(0, this.rest.length - LONGEST_END);
    this.rest += text;
    let start = 0;
    while (END_OF_EVENT.exec(this.rest) !== null) {
      events.push(this.rest.slice(start, END_OF_EVENT.lastIndex));
      start = END_OF_EVENT.lastIndex;
    }
    this.rest = this.rest.slice(start);
    return events;
  }

  /** What is left when the stream ends without a blank line. */
  end(): string {
    const rest = this.rest;
    this.rest = '';
    return rest;
  }
}

/** The data of an event: its `data:` lines, joined. Empty for a comment or an event without data. */
export function dataOf(event: string): string {
  const line = event.trimEnd();
  if (line.startsWith('data: ') && !/[\r\n]/.test(line)) return line.slice('data: '.length);
  return event
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).replace(/^ /, ''))
    .join('\n');
}
