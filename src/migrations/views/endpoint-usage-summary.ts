import { type mongo } from 'mongoose';
import { ROLLUPS } from '../../usage';
import { average, ofPeriod, usd, type UsageView, WITH_CALLS } from './usage-view';

const ofAnswered = (field: string): mongo.Document => ({
  $sum: { $cond: [{ $eq: ['$_id.outcome', 'failed'] }, 0, { $ifNull: [field, 0] }] },
});

/**
 * A row for each operation and model. What the document calls an endpoint is its `analyze_homework`, a feature of the application:
 * our operation. (Our field `endpoint` is OpenAI's, such as `chat.completions`.) The averages are those of the answered calls, and
 * that of the cost of those among them whose cost is known.
 */
export const endpointUsageSummary: UsageView = {
  name: 'endpoint_usage_summary',
  viewOn: ROLLUPS,
  pipeline: [
    ofPeriod('month'),
    {
      $group: {
        _id: { operation: '$_id.operation', modelName: '$_id.modelName' },
        totalRequests: { $sum: '$totalRequests' },
        failedRequests: { $sum: '$failedRequests' },
        totalTokens: { $sum: '$totalTokens' },
        costNanoUsd: { $sum: '$costNanoUsd' },
        unpricedRequests: { $sum: '$unpricedRequests' },
        answeredTokens: ofAnswered('$totalTokens'),
        answeredCostNanoUsd: ofAnswered('$costNanoUsd'),
        answeredUnpriced: ofAnswered('$unpricedRequests'),
      },
    },
    WITH_CALLS,
    {
      $project: {
        _id: 0,
        endpoint: '$_id.operation',
        model: '$_id.modelName',
        api_calls: '$totalRequests',
        total_tokens: '$totalTokens',
        cost_usd: usd('$costNanoUsd'),
        unpriced_calls: '$unpricedRequests',
        avg_tokens_per_call: average('$answeredTokens', '$totalRequests'),
        avg_cost_per_call: average(usd('$answeredCostNanoUsd'), {
          $subtract: ['$totalRequests', '$answeredUnpriced'],
        }),
      },
    },
  ],
};
