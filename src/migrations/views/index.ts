import { endpointUsageSummary } from './endpoint-usage-summary';
import { dailyUsageSummary, monthlyUsageSummary } from './period-usage-summary';
import { userUsageSummary } from './user-usage-summary';
import { type UsageView } from './usage-view';

export { type UsageView } from './usage-view';

export const USAGE_VIEWS: readonly UsageView[] = [
  userUsageSummary,
  monthlyUsageSummary,
  endpointUsageSummary,
  dailyUsageSummary,
];
