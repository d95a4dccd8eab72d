import { type UsageRecord } from './usage-record';

/** What a record adds to the sums that it is part of. */
export type Summed = Pick<
  UsageRecord,
  | 'timestamp'
  | 'userId'
  | 'userEmail'
  | 'userName'
  | 'modelName'
  | 'operation'
  | 'outcome'
  | 'usageSource'
  | 'costNanoUsd'
  | 'promptTokens'
  | 'completionTokens'
  | 'totalTokens'
  | 'cachedTokens'
  | 'cacheWriteTokens'
  | 'reasoningTokens'
  | 'audioTokens'
  | 'isActive'
>;

/** What is added up of records. Money is nano-USD. Written out, and not as a loop over names, since it runs for every record. */
export class UsageSums {
  totalRequests = 0n;
  failedRequests = 0n;
  unpricedRequests = 0n;
  estimatedRequests = 0n;
  unattributedRequests = 0n;
  promptTokens = 0n;
  completionTokens = 0n;
  totalTokens = 0n;
  cachedTokens = 0n;
  cacheWriteTokens = 0n;
  reasoningTokens = 0n;
  audioTokens = 0n;
  costNanoUsd = 0n;
  unattributedCostNanoUsd = 0n;

  /** Counts a record once more, or once less. */
  add(record: Summed, sign: 1n | -1n): void {
    if (record.outcome === 'failed') this.failedRequests += sign;
    else this.totalRequests += sign;
    if (record.usageSource === 'estimated') this.estimatedRequests += sign;
    if (record.userId === null) this.unattributedRequests += sign;
    this.addCost(record, sign);
    this.addTokens(record, sign);
  }

  private addCost({ costNanoUsd, userId }: Summed, sign: bigint): void {
    if (costNanoUsd === null) this.unpricedRequests += sign;
    else this.costNanoUsd += sign * costNanoUsd;
    if (userId === null && costNanoUsd !== null) this.unattributedCostNanoUsd += sign * costNanoUsd;
  }

  private addTokens(record: Summed, sign: bigint): void {
    this.promptTokens += sign * BigInt(record.promptTokens);
    this.completionTokens += sign * BigInt(record.completionTokens);
    this.totalTokens += sign * BigInt(record.totalTokens);
    if (record.cachedTokens) this.cachedTokens += sign * BigInt(record.cachedTokens);
    if (record.cacheWriteTokens) this.cacheWriteTokens += sign * BigInt(record.cacheWriteTokens);
    if (record.reasoningTokens) this.reasoningTokens += sign * BigInt(record.reasoningTokens);
    if (record.audioTokens) this.audioTokens += sign * BigInt(record.audioTokens);
  }

  plus(other: UsageSums): void {
    for (const name of SUM_NAMES) if (other[name] !== 0n) this[name] += other[name];
  }

  /** Those that are not zero. */
  get parts(): Sums {
    return this.partsOf(SUM_NAMES);
  }

  /** The same of some of them. */
  partsOf<Name extends SumName>(names: readonly Name[]): Readonly<Partial<Record<Name, bigint>>> {
    return Object.fromEntries(
      names.filter((name) => this[name] !== 0n).map((name) => [name, this[name]]),
    ) as Partial<Record<Name, bigint>>;
  }
}

export type SumName = Exclude<keyof UsageSums, 'add' | 'plus' | 'parts' | 'partsOf'>;

/** A sum that is not there is zero. */
export type Sums = Readonly<Partial<Record<SumName, bigint>>>;

export const SUM_NAMES = Object.keys(new UsageSums()) as readonly SumName[];

/** What is kept of a user's days: only what is asked of them, since there are so many. */
export const DAY_SUM_NAMES = [
  'totalRequests',
  'failedRequests',
  'unpricedRequests',
  'estimatedRequests',
  'totalTokens',
  'costNanoUsd',
] as const satisfies readonly SumName[];

export type DaySums = Readonly<Partial<Record<(typeof DAY_SUM_NAMES)[number], bigint>>>;
