import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import { setTo } from './set-to';

/**
 * How the process is, under the names that dashboards for Node know. Not prom-client's `collectDefaultMetrics`: that starts a timer
 * and an observer for each registry, which nobody can stop any more.
 */
@Injectable()
export class ProcessGauges {
  private readonly gauges: Gauges;

  constructor(registry: Registry) {
    this.gauges = gaugesIn(registry);
    this.gauges.startedAt.set(performance.timeOrigin / 1_000);
  }

  /** Brings them up to date, for somebody who reads them now. */
  update(): void {
    const { gauges } = this;
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    setTo(gauges.cpu, (user + system) / 1e6);
    setTo(gauges.busy, performance.eventLoopUtilization().active / 1_000);
    gauges.resident.set(rss);
    gauges.heap.set(heapUsed);
  }
}

type Gauges = ReturnType<typeof gaugesIn>;

function gaugesIn(registry: Registry) {
  const registers = [registry];
  return {
    cpu: new Counter({ name: 'process_cpu_seconds_total', help: 'CPU time, user and system.', registers }),
    startedAt: new Gauge({
      name: 'process_start_time_seconds',
      help: 'When it started, in seconds since 1970.',
      registers,
    }),
    resident: new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Memory that it has, as the system counts it.',
      registers,
    }),
    heap: new Gauge({
      name: 'nodejs_heap_size_used_bytes',
      help: 'Memory in use by JavaScript.',
      registers,
    }),
    busy: new Counter({
      name: 'nodejs_eventloop_active_seconds_total',
      help: 'For how long the event loop was busy: its rate is how close the process is to its limit, 1.',
      registers,
    }),
  };
}
