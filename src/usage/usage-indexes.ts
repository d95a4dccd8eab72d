/** `seed`: the eight indexes of the original document. `lean`: only those that the service's own queries need. */
export type IndexProfile = 'seed' | 'lean';

export interface UsageIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
}

const OWN_QUERIES: readonly UsageIndex[] = [
  { name: 'userId_timestamp', key: { userId: 1, timestamp: -1 } },
  { name: 'isActive_timestamp', key: { isActive: 1, timestamp: -1 } },
];

const OTHERS: readonly UsageIndex[] = [
  { name: 'userEmail_timestamp', key: { userEmail: 1, timestamp: -1 } },
  { name: 'modelName_timestamp', key: { modelName: 1, timestamp: -1 } },
  { name: 'date_userId', key: { date: 1, userId: 1 } },
  { name: 'month_userId', key: { month: 1, userId: 1 } },
  { name: 'year_userId', key: { year: 1, userId: 1 } },
  { name: 'operation_timestamp', key: { operation: 1, timestamp: -1 } },
];

export function usageIndexes(profile: IndexProfile): readonly UsageIndex[] {
  return profile === 'seed' ? [...OWN_QUERIES, ...OTHERS] : OWN_QUERIES;
}

/** Of `openai_usage_user_months`: who used the most tokens in a month is told by the index alone; which months a user has, by the other. */
export const userMonthIndexes: readonly UsageIndex[] = [
  { name: 'month_totalTokens_user', key: { '_id.month': 1, totalTokens: -1, '_id.userId': 1 } },
  { name: 'user_month', key: { '_id.userId': 1, '_id.month': 1 } },
];
