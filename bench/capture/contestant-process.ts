import { measureSlice, type Slice, type Turn } from '../measure';
import { type Contestant, type Destination, type Kind } from './contestant';
import { langfuse } from './contestants/langfuse';
import { naive } from './contestants/naive';
import { noCapture } from './contestants/no-capture';
import { tokenLedger } from './contestants/token-ledger';
import { type ContestantName, type Question } from './contestants';

const START: Readonly<Record<ContestantName, (to: Destination) => Contestant | Promise<Contestant>>> = {
  'no capture': noCapture,
  'token-ledger': tokenLedger,
  langfuse,
  naive,
};

// Enough for Node to have compiled what is hot.
const WARM_UP_MS = 4_000;

async function run(name: ContestantName, destination: Destination): Promise<void> {
  const counted = new CountedContestant(await START[name](destination));
  await counted.begin();
  process.on('message', (question: Question) => {
    void counted.answer(question).then((answered) => {
      if (process.connected) process.send?.(answered ?? 'done');
    });
  });
  process.send?.('ready');
}

/** Answers the questions of the race, and makes sure that no call goes uncaptured. */
class CountedContestant {
  private made = 0;
  private capturedBefore = 0;

  constructor(private readonly contestant: Contestant) {}

  async begin(): Promise<void> {
    this.capturedBefore = (await this.contestant.captured()) ?? 0;
  }

  async answer(question: Question): Promise<unknown> {
    switch (question.ask) {
      case 'warm-up':
        return this.warmUp(question.kind, question.turn);
      case 'slice':
        return this.slice(question.kind, question.turn);
      case 'stop':
        return this.stop();
    }
  }

  private async stop(): Promise<void> {
    const captured = await this.contestant.captured();
    await this.contestant.close();
    process.disconnect();
    if (captured !== undefined && captured - this.capturedBefore !== this.made)
      throw new Error(`${this.made} calls were made, ${captured - this.capturedBefore} captured.`);
  }

  private async warmUp(kind: Kind, turn: Turn): Promise<void> {
    const end = performance.now() + WARM_UP_MS;
    while (performance.now() < end) await this.slice(kind, turn);
  }

  private slice(kind: Kind, turn: Turn): Promise<Slice> {
    this.made += turn.calls;
    const { contestant } = this;
    return measureSlice(turn, {
      call: kind === 'plain' ? () => contestant.plain() : () => contestant.stream(),
      settle: () => contestant.settle(),
    });
  }
}

const [, , name, destination = ''] = process.argv;
void run(name as ContestantName, JSON.parse(destination) as Destination);
