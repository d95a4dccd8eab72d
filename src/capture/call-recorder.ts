import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallObserver, type ModelCall, type OpenCall } from '../openai';
import { UsageLedger } from '../ledger';
import { type UsageRecord } from '../usage';
import { type Caller, currentCaller, noteCall } from './caller';
import { CAPTURE_OPTIONS, type CaptureOptions } from './capture-options';
import { type ToldCall } from './handler-result';
import { recordOf } from './record-of';

// A call that the shutdown itself has cut off ends a moment later.
const CALLS_PATIENCE_MS = 500;
// From the moment that the service is told to end. A database that is away keeps nobody: what waits is on the disk.
const SHUTDOWN_MS = 4_000;
// However long open answers took: what was cut just now has its batch, too.
const LEAST_CLOSE_MS = 800;

// Names come from outside, and there is no end to them.
const MOST_UNKNOWN_FIELDS = 100;

/** Makes a record of every call, and hands it on to the ledger before the caller sees the end of the answer. */
@Injectable()
export class CallRecorder implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('CallRecorder');
  private readonly underWay = new Set<OpenCall>();
  private readonly unknownFields = new Set<string>();
  private hasListenerFailed = false;
  private endsAt = 0;

  constructor(
    private readonly ledger: UsageLedger,
    @Inject(CAPTURE_OPTIONS) private readonly options: CaptureOptions,
  ) {}

  /** For the OpenAI client: takes note of the caller when a request is made, and records it when it has ended. */
  readonly observe: CallObserver = (call) => {
    const caller = currentCaller();
    noteCall();
    this.underWay.add(call);
    return (ended) => {
      this.underWay.delete(call);
      if (ended !== undefined) this.record(ended, caller);
    };
  };

  record(call: ModelCall | ToldCall, caller: Caller | undefined): void {
    const record = recordOf(call, caller, this.options.priceList);
    this.ledger.add([record]);
    this.tell(record);
    for (const field of call.usage?.unknownFields ?? []) this.sayUnknown(field);
    const level = this.options.logEachCall ? 'log' : 'debug';
    if (Logger.isLevelEnabled(level)) this.logger[level](lineOf(record));
  }

  /** Once for each: it will come with every call. */
  private sayUnknown(field: string): void {
    if (this.unknownFields.has(field) || this.unknownFields.size >= MOST_UNKNOWN_FIELDS) return;
    this.unknownFields.add(field);
    this.logger.warn(
      `A provider counts ${JSON.stringify(field)} in its usage, which is not known here: records keep it in rawUsage, and costs are without it.`,
    );
  }

  private tell(record: UsageRecord): void {
    try {
      this.options.onRecord?.(record);
    } catch (error) {
      // Once: it may fail for each of a thousand records a second.
      if (!this.hasListenerFailed)
        this.logger.error('Whoever listens to usage records failed. The records are not affected.', error);
      this.hasListenerFailed = true;
    }
  }

  beforeApplicationShutdown(): void {
    this.endsAt = performance.now() + SHUTDOWN_MS;
  }

  /** Requests have ended by now, but what they leave behind may still be ending: a cut stream, a job. */
  async onApplicationShutdown(): Promise<void> {
    const end = performance.now() + CALLS_PATIENCE_MS;
    while (this.underWay.size > 0 && performance.now() < end) await sleep(10);
    for (const call of this.underWay) call.giveUp();
    await this.ledger.close(Math.max(LEAST_CLOSE_MS, this.endsAt - performance.now()));
  }
}

function lineOf({
  userId,
  operation,
  modelName,
  totalTokens,
  costNanoUsd,
  costStatus,
  outcome,
}: UsageRecord): string {
  const cost = costNanoUsd === null ? 'unknown' : `${costNanoUsd} nano-USD`;
  // A model is named by whoever asks, and must not be able to write lines of a log.
  const model = JSON.stringify(modelName);
  return `OpenAI usage tracked: ${operation} by ${userId ?? 'nobody'}, ${model} ${outcome}, ${totalTokens} tokens, cost ${cost} (${costStatus})`;
}
