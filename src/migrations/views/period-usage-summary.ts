import { type mongo } from 'mongoose';
import { type Period, ROLLUPS, USER_SETS } from '../../usage';
import { bitsIn } from './bits-in';
import { allOfPeriod, ofPeriod, usd, type UsageView, WITH_CALLS } from './usage-view';

/** Each user is a bit of a word. */
const USERS_IN_SET: mongo.Document = {
  $project: {
    users: {
      $sum: { $map: { input: { $objectToArray: '$words' }, as: 'word', in: bitsIn('$$word.v') } },
    },
  },
};

/** A row for each day of UTC, `2024-01-31`. */
export const dailyUsageSummary = summaryBy('day', {
  name: 'daily_usage_summary',
  column: 'date',
  format: '%Y-%m-%d',
});

/** A row for each month of UTC, `2024-01`. The document names no columns of it: they are those of a day. */
export const monthlyUsageSummary = summaryBy('month', {
  name: 'monthly_usage_summary',
  column: 'month',
  format: '%Y-%m',
});

function summaryBy(
  period: Period,
  { name, column, format }: { readonly name: string; readonly column: string; readonly format: string },
): UsageView {
  return {
    name,
    viewOn: ROLLUPS,
    pipeline: [
      allOfPeriod(period),
      { $unionWith: { coll: USER_SETS, pipeline: [ofPeriod(period), USERS_IN_SET] } },
      {
        $group: {
          _id: '$_id.start',
          totalRequests: { $sum: '$totalRequests' },
          failedRequests: { $sum: '$failedRequests' },
          users: { $sum: '$users' },
          totalTokens: { $sum: '$totalTokens' },
          costNanoUsd: { $sum: '$costNanoUsd' },
          unpricedRequests: { $sum: '$unpricedRequests' },
        },
      },
      WITH_CALLS,
      {
        $project: {
          _id: 0,
          [column]: { $dateToString: { date: '$_id', format } },
          api_calls: '$totalRequests',
          unique_users: '$users',
          total_tokens: '$totalTokens',
          cost_usd: usd('$costNanoUsd'),
          unpriced_calls: '$unpricedRequests',
        },
      },
    ],
  };
}
