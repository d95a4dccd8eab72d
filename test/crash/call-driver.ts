import { BadRequestError, type OpenAI } from 'openai';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsCaller } from '../../src/capture';
import { REFUSED_MODEL } from './fake-models';
import { acknowledgedLine, failureLine, LineLog } from './logs';
import { randomFrom, whole } from './random';

/** What the service under test does by itself. */
export interface Driving {
  /** Where the ends of answers are written down. */
  readonly log: string;
  /** A name for this life of the service, so that its calls are told from those of another. */
  readonly life: string;
  readonly seed: number;
  readonly inFlight: number;
  /** As many as can be made where it is left out. */
  readonly perSecond?: number;
  /** So many come together, at the same rate, and then none for a moment. */
  readonly atOnce?: number;
  /** No more than these. */
  readonly calls?: number;
}

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1-nano', 'nobody-knows-this-model'] as const;
const OPERATIONS = ['test_generation', 'summary', 'review'] as const;
const USERS = 200;

type Kind = 'plain' | 'streamed' | 'refused';

/** Calls OpenAI from within the service, as a feature or a job would, and writes down each answer that it has seen the end of. */
export class CallDriver {
  private readonly log: LineLog;
  private readonly random: () => number;
  private readonly started = performance.now();
  private made = 0;
  private isStopped = false;

  constructor(
    private readonly openai: OpenAI,
    private readonly driving: Driving,
  ) {
    this.log = new LineLog(driving.log);
    this.random = randomFrom(driving.seed);
  }

  /** Resolves when no more calls are to be made, and those under way have ended. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.driving.inFlight }, () => this.callOnAndOn()));
  }

  stop(): void {
    this.isStopped = true;
  }

  private async callOnAndOn(): Promise<void> {
    const { calls = Infinity } = this.driving;
    while (!this.isStopped && this.made < calls) {
      const number = this.made++;
      await this.untilDue(number);
      await this.call(`${this.driving.life}-${number}`);
    }
  }

  private async untilDue(number: number): Promise<void> {
    const { perSecond, atOnce = 1 } = this.driving;
    if (perSecond === undefined) return;
    const first = number - (number % atOnce);
    const early = this.started + (first / perSecond) * 1_000 - performance.now();
    if (early > 0) await sleep(early);
  }

  private async call(name: string): Promise<void> {
    const kind = this.kind();
    const operation = OPERATIONS[whole(this.random, 0, OPERATIONS.length - 1)];
    const user = whole(this.random, 0, USERS);
    const caller = { requestId: name, operation, ...(user > 0 && { userId: `user-${user}` }) };
    try {
      const key = await runAsCaller(caller, () => this.ask(kind, name));
      this.log.add(acknowledgedLine(key));
    } catch (error) {
      const isRefusal = error instanceof BadRequestError;
      this.log.add(isRefusal ? acknowledgedLine(`refused:${name}`) : failureLine(reasonOf(error)));
    }
  }

  private kind(): Kind {
    const of100 = this.random() * 100;
    if (of100 < 2) return 'refused';
    return of100 < 10 ? 'streamed' : 'plain';
  }

  /** The id of the answer, once its end has been seen. */
  private async ask(kind: Kind, name: string): Promise<string> {
    const model =
      kind === 'refused' ? REFUSED_MODEL : (MODELS[whole(this.random, 0, MODELS.length - 1)] ?? '');
    const request = { model, user: name, messages: [{ role: 'user' as const, content: 'Say something.' }] };
    const { completions } = this.openai.chat;
    if (kind !== 'streamed') return (await completions.create(request)).id;
    let id = '';
    for await (const chunk of await completions.create({ ...request, stream: true })) id = chunk.id;
    return id;
  }
}

/** With what lies behind it: the SDK says no more than that there was a connection error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `, because: ${reasonOf(error.cause)}`;
  return `${error.name} ${error.message}${cause}`;
}
