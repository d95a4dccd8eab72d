export { AnalyticsModule } from './analytics.module';
export { type DashboardTotals, dashboardTotalsPipeline } from './dashboard-totals';
export { topUsersPipeline, type UserUsage } from './top-users';
export { type Counted, type RecordGaps, recordGapsOf, recordGapsPipeline } from './record-gaps';
export { UsageQuestions } from './usage-questions';
export {
  type HistoryEntry,
  type HistoryPage,
  userHistoryPipeline,
  userHistoryTotalPipeline,
} from './user-history';
export { userStatsPipeline } from './user-stats';
export { type UsageTotals } from './usage-totals';
