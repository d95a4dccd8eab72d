import { USER_MONTHS } from '../../usage';
import { usd, type UsageView, WITH_CALLS } from './usage-view';

/** A row for each user. Calls without a user are in none of them. */
export const userUsageSummary: UsageView = {
  name: 'user_usage_summary',
  viewOn: USER_MONTHS,
  pipeline: [
    {
      $group: {
        _id: '$_id.userId',
        totalRequests: { $sum: '$totalRequests' },
        failedRequests: { $sum: '$failedRequests' },
        promptTokens: { $sum: '$promptTokens' },
        completionTokens: { $sum: '$completionTokens' },
        totalTokens: { $sum: '$totalTokens' },
        costNanoUsd: { $sum: '$costNanoUsd' },
        unpricedRequests: { $sum: '$unpricedRequests' },
        firstAt: { $min: '$firstAt' },
        lastAt: { $max: '$lastAt' },
        // They begin with when they were seen: the greatest is the last.
        lastEmail: { $max: '$lastEmail' },
        lastName: { $max: '$lastName' },
      },
    },
    WITH_CALLS,
    {
      $project: {
        _id: 0,
        user_id: '$_id',
        // Tokens need not carry a name, and the example of the document shows an email for one.
        username: { $ifNull: ['$lastName.text', '$lastEmail.text', '$_id'] },
        email: { $ifNull: ['$lastEmail.text', null] },
        total_calls: '$totalRequests',
        total_prompt_tokens: '$promptTokens',
        total_completion_tokens: '$completionTokens',
        total_tokens: '$totalTokens',
        total_cost: usd('$costNanoUsd'),
        unpriced_calls: '$unpricedRequests',
        first_call: '$firstAt',
        last_call: '$lastAt',
      },
    },
  ],
};
