import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Slice, type Turn } from '../measure';
import { type Destination, type Kind } from './contestant';

export const CONTESTANTS = ['no capture', 'token-ledger', 'langfuse', 'naive'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

export type Question =
  { readonly ask: 'warm-up' | 'slice'; readonly kind: Kind; readonly turn: Turn } | { readonly ask: 'stop' };

export interface RunningContestant {
  warmUp(kind: Kind, turn: Turn): Promise<void>;
  measure(kind: Kind, turn: Turn): Promise<Slice>;
  /** @throws where not every call that was made has been captured */
  stop(): Promise<void>;
  /** Ends it at once, if it still runs. */
  kill(): void;
}

/**
 * Each contestant has a process of its own, and only one of them works at a time. Together in one they would share
 * what they cost: once one of them uses AsyncLocalStorage, Node 20 makes every promise of the process dearer.
 */
export async function startContestant(
  name: ContestantName,
  destination: Destination,
): Promise<RunningContestant> {
  const child = fork(join(__dirname, 'contestant-process.ts'), [name, JSON.stringify(destination)]);
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`The contestant '${name}' has ended with ${String(code)}.`);
  });
  const nextMessage = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
    return message;
  };
  const ask = (question: Question) => {
    child.send(question);
    return nextMessage();
  };
  await nextMessage();
  return {
    async warmUp(kind, turn) {
      await ask({ ask: 'warm-up', kind, turn });
    },
    measure: async (kind, turn) => (await ask({ ask: 'slice', kind, turn })) as Slice,
    async stop() {
      child.send({ ask: 'stop' } satisfies Question);
      await ended;
    },
    kill: () => child.kill('SIGKILL'),
  };
}
