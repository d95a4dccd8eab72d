export { type IndexProfile, type UsageIndex, usageIndexes } from './usage-indexes';
export { newUsageRecord } from './new-usage-record';
export {
  type CostStatus,
  OpenAITokenUsage,
  type UnpricedReason,
  type UsageRecord,
  USAGE_COLLECTION,
} from './usage-record';
export { type Stored, UsageStore } from './usage-store';
export { UsageModule } from './usage.module';
