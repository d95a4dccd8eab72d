/** One event of the example feature's stream. */
export interface StreamEvent {
  readonly delta?: string;
  readonly done?: true;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly error?: { readonly message: string };
}

/** The events of a whole stream. Throws where it is written in any other way than as `data:` lines of JSON. */
export async function eventsOf(response: Response): Promise<readonly StreamEvent[]> {
  const blocks = (await response.text()).split('\n\n');
  if (blocks.pop() !== '') throw new Error('The stream ends within an event.');
  return blocks.map((block) => {
    if (!block.startsWith('data: ')) throw new Error(`This is no event: ${block}`);
    return JSON.parse(block.slice('data: '.length)) as StreamEvent;
  });
}

/** What a stream says in all. */
export function wordsOf(events: readonly StreamEvent[]): string {
  return events.map(({ delta = '' }) => delta).join('');
}
