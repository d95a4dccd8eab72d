import { Types } from 'mongoose';
import { type UsageLedger } from '../ledger';
import { type UsageRecord } from '../usage';
import { CallRecorder } from './call-recorder';
import { runAsCaller } from './caller';
import { UsageTracker } from './usage-tracker';

/** What the ledger is given, and whether it was asked to have it on the disk. */
function tracker() {
  const records: UsageRecord[] = [];
  const ledger = {
    add: (added: readonly UsageRecord[]) => records.push(...added),
    durable: () => Promise.resolve(),
  } as unknown as UsageLedger;
  const recorder = new CallRecorder(ledger, { priceList: 'real', logEachCall: false });
  return { records, tracked: new UsageTracker(recorder, ledger) };
}

const startedAt = new Date('2026-11-20');

describe('a call that no client has made', () => {
  it('is recorded for whoever runs, at the price of its day', async () => {
    const { records, tracked } = tracker();
    const usage = { input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 };
    await runAsCaller({ userId: 'alice', operation: 'talk' }, () =>
      tracked.track({ model: 'gpt-4o-mini', usage, startedAt }),
    );
    // gpt-4o-mini: 1,000 x 150 + 100 x 600 nano-USD
    expect(records).toMatchObject([
      {
        userId: 'alice',
        operation: 'talk',
        endpoint: 'realtime',
        costNanoUsd: 210_000n,
        timestamp: startedAt,
      },
    ]);
  });

  it('has one id for each id of its answer', async () => {
    const { records, tracked } = tracker();
    const call = { model: 'gpt-4o-mini', usage: { input_tokens: 1, output_tokens: 1 }, responseId: 'resp_1' };
    await tracked.track(call);
    await tracked.track(call);
    await tracked.track({ ...call, responseId: 'resp_2' });
    const [first, second, other] = records.map(({ _id }) => _id);
    expect(first).toBeInstanceOf(Types.ObjectId);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("is charged for the searches and the tier that Anthropic's usage tells", async () => {
    const { records, tracked } = tracker();
    const usage = {
      input_tokens: 1_000,
      output_tokens: 200,
      service_tier: 'batch',
      server_tool_use: { web_search_requests: 10 },
    };
    await tracked.track({ model: 'claude-sonnet-4-5', usage, startedAt });
    // Half of 3 and 15 USD a million: 1,000 x 1,500 + 200 x 7,500; ten searches at 10 USD a thousand.
    expect(records).toMatchObject([
      { costNanoUsd: 103_000_000n, serviceTier: 'batch', tools: [{ tool: 'web_search', calls: 10 }] },
    ]);
  });

  it("reads the usage of Google's Live API", async () => {
    const { records, tracked } = tracker();
    const usage = { promptTokenCount: 100, responseTokenCount: 500, totalTokenCount: 600 };
    await tracked.track({ model: 'gemini-2.5-flash', usage, startedAt });
    // 100 x 300 + 500 x 2,500
    expect(records).toMatchObject([{ completionTokens: 500, costNanoUsd: 1_280_000n }]);
    expect(records[0]?.unknownUsageFields).toBeUndefined();
  });

  it.each([
    [{ model: '', usage: { input_tokens: 1, output_tokens: 1 } }, '`model` must be'],
    [{ model: 'gpt-4o', usage: { tokens: 5 } }, '`usage` must be'],
    [{ model: 'gpt-4o', usage: null }, '`usage` must be'],
    [
      { model: 'gpt-4o', usage: { input_tokens: 1, output_tokens: 1 }, startedAt: new Date('x') },
      '`startedAt` must be',
    ],
  ])('is refused with a sentence: %j', async (call, sentence) => {
    const { records, tracked } = tracker();
    await expect(tracked.track(call as never)).rejects.toThrow(sentence);
    expect(records).toEqual([]);
  });
});
