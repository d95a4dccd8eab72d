export { type Adoption, adoptionOf } from './adopted-record';
export { type IndexProfile, type UsageIndex, usageIndexes } from './usage-indexes';
export { newUsageRecord } from './new-usage-record';
export { type Fault, moneyFault, shapeFault, type UncheckedRecord } from './record-fault';
export {
  type CountedBatches,
  endOf,
  type KnownUser,
  type LastSeen,
  type Period,
  PERIODS,
  ROLLUPS,
  startOf,
  type UsageRollup,
  type UserMonth,
  USER_MONTHS,
  USER_SETS,
  type UserSet,
  USERS,
  WRITERS,
} from './rollup';
export {
  type CostStatus,
  OpenAITokenUsage,
  type UnpricedReason,
  type UsageRecord,
  USAGE_COLLECTION,
} from './usage-record';
export { UsageModule } from './usage.module';
export { SUM_NAMES, type Summed, type SumName, UsageSums } from './usage-sums';
