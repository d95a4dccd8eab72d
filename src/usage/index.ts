export { adoptionOf } from './adopted-record';
export { type IndexProfile, type UsageIndex, usageIndexes, userMonthIndexes } from './usage-indexes';
export { newUsageRecord } from './new-usage-record';
export { type Fault, moneyFault, shapeFault, type UncheckedRecord } from './record-fault';
export {
  type CountedBatches,
  endOf,
  type KnownUser,
  type LastSeen,
  type Period,
  PERIODS,
  type RollupOfAll,
  type RollupOfKind,
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
export { BITS_OF_A_WORD, placeOf, USERS_OF_A_CHUNK } from './user-place';
export { UsageModule } from './usage.module';
export { DAY_SUM_NAMES, type DaySums, SUM_NAMES, type Summed, type SumName, UsageSums } from './usage-sums';
