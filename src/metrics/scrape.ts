import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { CallCounters } from './call-counters';
import { LedgerGauges } from './ledger-gauges';

/** prom-client's own default asks a hundred times a second how late the event loop is. */
const EVENT_LOOP_EVERY_MS = 100;

/** What Prometheus gets to read, at each of its visits. */
@Injectable()
export class Scrape {
  private isFirst = true;

  constructor(
    private readonly registry: Registry,
    private readonly calls: CallCounters,
    private readonly ledger: LedgerGauges,
  ) {}

  /** All there is, in Prometheus's text format. */
  text(): Promise<string> {
    if (this.isFirst) this.watchProcess();
    this.calls.update();
    this.ledger.update();
    return this.registry.metrics();
  }

  /** Memory, CPU, garbage collection, event loop. Only where somebody scrapes: it is watched from then on, and cannot be ended. */
  private watchProcess(): void {
    this.isFirst = false;
    collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: EVENT_LOOP_EVERY_MS,
    });
  }
}
