import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CallCounters } from './call-counters';
import { LedgerGauges } from './ledger-gauges';
import { ProcessGauges } from './process-gauges';

/** What Prometheus gets to read, at each of its visits. */
@Injectable()
export class Scrape {
  constructor(
    private readonly registry: Registry,
    private readonly calls: CallCounters,
    private readonly ledger: LedgerGauges,
    private readonly process: ProcessGauges,
  ) {}

  /** All there is, in Prometheus's text format. */
  text(): Promise<string> {
    this.calls.update();
    this.ledger.update();
    this.process.update();
    return this.registry.metrics();
  }
}
