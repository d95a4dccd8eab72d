import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CallCounters } from './call-counters';
import { LedgerGauges } from './ledger-gauges';
import { MetricsController } from './metrics.controller';
import { ProcessGauges } from './process-gauges';
import { Scrape } from './scrape';

/** Numbers for Prometheus, in a registry of their own: prom-client's global one is shared by all applications of a process. */
@Module({
  controllers: [MetricsController],
  providers: [
    { provide: Registry, useFactory: () => new Registry() },
    CallCounters,
    LedgerGauges,
    ProcessGauges,
    Scrape,
  ],
  exports: [CallCounters],
})
export class MetricsModule {}
