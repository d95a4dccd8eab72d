import { type UsageRecord } from '../usage';
import { BoundedNames } from './bounded-names';

/** What makes a series. Never a user: there are too many of them, and whoever reads metrics need not know them. */
export interface CallLabels {
  readonly model: string;
  readonly operation: string;
  readonly outcome: UsageRecord['outcome'];
}

/** What the calls with the same labels add up to, since the start. */
export class CallSums {
  calls = 0;
  promptTokens = 0;
  completionTokens = 0;
  cachedTokens = 0;
  cacheWriteTokens = 0;
  reasoningTokens = 0;
  audioTokens = 0;
  /** Of those whose cost is known. */
  costNanoUsd = 0n;
  /** By the reason. */
  readonly unpricedCalls = new Map<string, number>();
  readonly failedCalls = new Map<string, number>();

  constructor(readonly labels: CallLabels) {}

  add(record: UsageRecord): void {
    this.calls++;
    this.promptTokens += record.promptTokens;
    this.completionTokens += record.completionTokens;
    this.cachedTokens += record.cachedTokens;
    this.cacheWriteTokens += record.cacheWriteTokens;
    this.reasoningTokens += record.reasoningTokens;
    this.audioTokens += record.audioTokens;
    if (record.costNanoUsd === null) increment(this.unpricedCalls, record.unpricedReason ?? 'unknown');
    else this.costNanoUsd += record.costNanoUsd;
    if (record.outcome === 'failed') increment(this.failedCalls, reasonOf(record));
  }
}

const MOST_MODELS = 100;
/** Anybody can ask for a model that does not exist: such names do not take the room of the others. */
const MOST_MODELS_THAT_NEVER_ANSWERED = 20;
const MOST_OPERATIONS = 50;

/** Every call, added up by its labels. In plain numbers, since it runs for every record; money exactly. */
export class CallTally {
  private readonly byLabels = new Map<string, CallSums>();
  private readonly answered = new BoundedNames(MOST_MODELS);
  private readonly asked = new BoundedNames(MOST_MODELS_THAT_NEVER_ANSWERED);
  private readonly operations = new BoundedNames(MOST_OPERATIONS);

  get all(): Iterable<CallSums> {
    return this.byLabels.values();
  }

  add(record: UsageRecord): void {
    const { outcome } = record;
    const model = this.modelOf(record);
    const operation = this.operations.labelOf(record.operation);
    const key = `${outcome},${model},${operation}`;
    const sums = this.byLabels.get(key) ?? new CallSums({ model, operation, outcome });
    this.byLabels.set(key, sums);
    sums.add(record);
  }

  private modelOf({ modelName, outcome }: UsageRecord): string {
    const isKnown = outcome !== 'failed' || this.answered.has(modelName);
    return (isKnown ? this.answered : this.asked).labelOf(modelName);
  }
}

/** `http_429`, `timeout`. */
function reasonOf({ failure = 'unknown', httpStatus }: UsageRecord): string {
  return failure === 'http' && httpStatus !== undefined ? `http_${httpStatus}` : failure;
}

function increment(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
