export { AnalyticsModule } from './analytics.module';
export { type DashboardTotals } from './dashboard-totals';
export { type Counted, type RecordGaps, recordGapsOf, recordGapsPipeline } from './record-gaps';
export { type UserUsage } from './top-users';
export { UsageQuestions } from './usage-questions';
export { type HistoryEntry, type HistoryPage } from './user-history';
export { type UsageTotals } from './usage-totals';
