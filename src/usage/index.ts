export { newUsageRecord } from './new-usage-record';
export { type CostStatus, OpenAITokenUsage, type UnpricedReason, type UsageRecord } from './usage-record';
export { type Stored, UsageStore } from './usage-store';
export { UsageModule } from './usage.module';
