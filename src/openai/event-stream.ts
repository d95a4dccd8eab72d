const END_OF_EVENT = /\r\n\r\n|\n\n|\r\r/g;
const LONGEST_END = 4;

/** Cuts the text of a server-sent event stream into whole events, however the network has cut it. */
export class EventSplitter {
  // Joined only when an event ends: an image of 20 MB comes as one event in a thousand pieces.
  private pieces: string[] = [];
  private tail = '';

  /** The events that end in this piece of text, each with the blank line that ends it. */
  push(text: string): readonly string[] {
    const latest = this.tail + text;
    this.pieces.push(text);
    this.tail = latest.slice(1 - LONGEST_END);
    if (latest.search(END_OF_EVENT) === -1) return [];
    return this.cut(this.end(), latest.length);
  }

  /** What is left when the stream ends without a blank line. */
  end(): string {
    const rest = this.pieces.join('');
    this.pieces = [];
    this.tail = '';
    return rest;
  }

  /** Only the last letters of what is to be cut are new. */
  private cut(rest: string, latest: number): readonly string[] {
    const events: string[] = [];
    let start = 0;
    END_OF_EVENT.lastIndex = rest.length - latest;
    while (END_OF_EVENT.exec(rest) !== null) {
      events.push(rest.slice(start, END_OF_EVENT.lastIndex));
      start = END_OF_EVENT.lastIndex;
    }
    this.pieces = [rest.slice(start)];
    this.tail = rest.slice(start).slice(1 - LONGEST_END);
    return events;
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
