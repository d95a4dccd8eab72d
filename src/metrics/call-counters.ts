import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { type UsageRecord } from '../usage';
import { type CallSums, CallTally } from './call-sums';

/**
 * Calls, tokens and money as Prometheus counts: of this process, since its start. The ledger is exact and keeps what it has; this
 * is for graphs and alerts. A record that an administrator takes out of the sums stays in here.
 */
@Injectable()
export class CallCounters {
  private readonly tally = new CallTally();
  private readonly counters: Counters;

  constructor(registry: Registry) {
    this.counters = countersIn(registry);
  }

  /** For `CaptureModule`: told of each record. */
  count(record: UsageRecord): void {
    this.tally.add(record);
  }

  /** Brings the counters up to date, for somebody who reads them now. */
  update(): void {
    for (const counter of Object.values(this.counters)) counter.reset();
    for (const sums of this.tally.all) addTo(this.counters, sums);
  }
}

type Counters = ReturnType<typeof countersIn>;

function countersIn(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `token_ledger_${name}`, help, labelNames, registers: [registry] });
  const which = ['model', 'operation'] as const;
  return {
    calls: counter('calls_total', 'Attempts to call a model, as recorded.', [...which, 'outcome']),
    failed: counter('failed_calls_total', 'Attempts that failed, by why.', ['operation', 'reason']),
    tokens: counter('tokens_total', 'Tokens used. Prompt and completion are all there are.', [
      ...which,
      'kind',
    ]),
    details: counter(
      'token_details_total',
      'Tokens that are a part of token_ledger_tokens_total, and may be a part of each other: not to be added up.',
      [...which, 'kind'],
    ),
    cost: counter(
      'cost_usd_total',
      'US dollars, of the calls whose cost is known. Rounded: the ledger is exact.',
      which,
    ),
    unpriced: counter(
      'unpriced_calls_total',
      'Calls whose cost is unknown, by why: token_ledger_cost_usd_total lacks them.',
      ['model', 'reason'],
    ),
  };
}

const NANO_USD_PER_USD = 1e9;

function addTo(counters: Counters, sums: CallSums): void {
  const { model, operation } = sums.labels;
  const which = { model, operation };
  counters.calls.inc(sums.labels, sums.calls);
  counters.tokens.inc({ ...which, kind: 'prompt' }, sums.promptTokens);
  counters.tokens.inc({ ...which, kind: 'completion' }, sums.completionTokens);
  counters.details.inc({ ...which, kind: 'cached' }, sums.cachedTokens);
  counters.details.inc({ ...which, kind: 'cache_write' }, sums.cacheWriteTokens);
  counters.details.inc({ ...which, kind: 'reasoning' }, sums.reasoningTokens);
  counters.details.inc({ ...which, kind: 'audio' }, sums.audioTokens);
  counters.cost.inc(which, Number(sums.costNanoUsd) / NANO_USD_PER_USD);
  for (const [reason, calls] of sums.unpricedCalls) counters.unpriced.inc({ model, reason }, calls);
  for (const [reason, calls] of sums.failedCalls) counters.failed.inc({ operation, reason }, calls);
}
