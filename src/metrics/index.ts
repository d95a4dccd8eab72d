export { CallCounters } from './call-counters';
export { MetricsModule } from './metrics.module';
